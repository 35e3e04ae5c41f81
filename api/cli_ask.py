"""The commands that answer: ask and serve."""

import argparse
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli_library import ProgressBar, add_places, positive
from api.filtering import add_filters, filter_of
from api.places import briefings_beside, default_documents, default_library
from api.wording import too_long

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.drafts.writing import Writer
    from rag.settings import AnswerSettings

_MOST_K = 50
_MODEL = (
    "可选：由自己的模型挑选原文句子（默认不用）。设环境变量 JIZHENG_MODEL_URL（OpenAI 兼容接口的地址）、JIZHENG_MODEL_NAME，"
    "需要时再设 JIZHENG_MODEL_KEY、JIZHENG_MODEL_SECONDS（默认 20 秒）。"
    "本机常用地址：llama.cpp 的 llama-server http://localhost:8080/v1，Ollama http://localhost:11434/v1，"
    "vLLM http://localhost:8000/v1，LM Studio http://localhost:1234/v1。模型所写逐字核验，不合格即改用直接摘引。"
)


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register ask and serve."""
    asking = subparsers.add_parser("ask", help="提问，得到逐字可查的回答", epilog=_MODEL)
    asking.add_argument("question", nargs="?", metavar="问题", help="要问的话")
    asking.add_argument("--json", action="store_true", help="输出 JSON")
    asking.add_argument("--top-k", type=_top_k, metavar="N", help=f"参考几条片段，1 至 {_MOST_K}（默认：30）")
    asking.add_argument(
        "--batch", type=Path, metavar="文件", help='逐行作答：每行 {"id", "question"}，追问另加 "turns"'
    )
    asking.add_argument("--out", type=Path, metavar="文件", help="批量回答写到这里；已有的回答不重做")
    add_filters(asking)
    asking.add_argument("--chat", action="store_true", help="逐行问答，可以追问；从标准输入读取问题")
    asking.set_defaults(run=ask)
    serving = subparsers.add_parser("serve", help="启动网页与 HTTP 接口", epilog=_MODEL)
    serving.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址（默认：127.0.0.1）")
    serving.add_argument("--port", type=_port, default=8000, metavar="端口", help="端口（默认：8000）")
    serving.add_argument("--documents", type=Path, metavar="文件夹", help="没有资料库时，由此文件夹建立（默认：seeds）")
    serving.set_defaults(run=serve)
    for parser in (asking, serving):
        add_places(parser)


def _top_k(text: str) -> int:
    value = positive(text)
    if value > _MOST_K:
        raise argparse.ArgumentTypeError(f"“{text[:40]}”应在 1 至 {_MOST_K} 之间")
    return value


def _port(text: str) -> int:
    value = positive(text)
    if value > 65535:
        raise argparse.ArgumentTypeError(f"“{text[:40]}”应在 1 至 65535 之间")
    return value


def ask(options: argparse.Namespace) -> int:
    """`jizheng ask`: status 0 answered (or partial), 1 refused or lines of a batch failed, 2 wrong use."""
    fault = _wrong_use(options)
    if fault:
        print(f"参数有误：{fault}。用 jizheng ask --help 查看用法。", file=sys.stderr)
        return 2
    assistant = opened(options)
    if options.batch:
        from api.batch import run_batch  # noqa: PLC0415 - needed here only

        return run_batch(assistant, options.batch, options.out, options.top_k, filter_of(options))
    if options.chat:
        from api.chat import run_chat  # noqa: PLC0415

        return run_chat(assistant, sys.stdin, options.top_k, filter_of(options), as_json=options.json)
    from api.printing import as_text  # noqa: PLC0415
    from rag.records import record  # noqa: PLC0415

    answer = assistant.ask(options.question, options.top_k, filter_of(options))
    if options.json:
        print(json.dumps(record(answer), ensure_ascii=False, indent=2))
    else:
        print(as_text(record(answer), colour=sys.stdout.isatty()))
    return 1 if answer.status == "refused" else 0


def _wrong_use(options: argparse.Namespace) -> str:
    from rag.settings import AnswerSettings  # noqa: PLC0415

    most = AnswerSettings().question_length
    if options.batch and options.chat:
        return "--chat 与 --batch 不能同时给出"
    if options.batch:
        return (
            "--batch 需要同时给出 --out"
            if not options.out
            else "--batch 与问题不能同时给出"
            if options.question
            else ""
        )
    if options.chat:
        return "--chat 从标准输入读取问题，不能同时给出问题" if options.question else ""
    if not options.question:
        return "缺少问题"
    if len(options.question) > most:
        return f"{too_long('问题', options.question, most)}（“{options.question[:20]}…”），请缩短"
    return ""


def opened(options: argparse.Namespace) -> "Assistant":
    """The assistant over the library that the options name, or the usual one."""
    from index.settings import IndexSettings  # noqa: PLC0415 - heavy
    from rag.assistant import open_assistant  # noqa: PLC0415
    from rag.settings import AnswerSettings  # noqa: PLC0415

    settings = AnswerSettings()
    index = IndexSettings(model=options.model)
    return open_assistant(options.library or default_library(), index, settings, _writer(settings))


def _writer(settings: "AnswerSettings") -> "Writer | None":
    """The writer over a model endpoint, where the environment names one; None for the default writer."""
    if not os.environ.get("JIZHENG_MODEL_URL", "").strip():
        return None
    from rag.endpoints.endpoint import EndpointWriter, endpoint_of  # noqa: PLC0415 - optional

    endpoint = endpoint_of(os.environ)
    return EndpointWriter(endpoint, settings) if endpoint else None


def serve(options: argparse.Namespace) -> int:
    """`jizheng serve`: builds the library first where there is none, in the background; runs until interrupted."""
    import uvicorn  # noqa: PLC0415 - heavy

    from api.app import create_app  # noqa: PLC0415
    from rag.settings import AnswerSettings  # noqa: PLC0415

    try:
        listening = _listen(options.host, options.port)
    except OSError as error:
        place = f"{options.host}:{options.port}"
        print(f"无法监听“{place}”：{error.strerror}。请用 --port 换一个端口，或检查 --host。", file=sys.stderr)
        return 2
    app = create_app(
        lambda: _open_or_build(options), AnswerSettings(), briefings_beside(options.library or default_library())
    )
    print(f"集证已启动：http://{_shown(options.host)}:{options.port}/ （按 Ctrl+C 停止）", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listening])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY; without it each answer waits 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _open_or_build(options: argparse.Namespace) -> "Assistant":
    """The assistant over the library; built first where there is none, rebuilt where the product has moved on since."""
    from index.library import OutdatedError  # noqa: PLC0415 - heavy

    library = options.library or default_library()
    if not (library / "current").exists():
        _build(options, "首次启动，正在")
    try:
        return opened(options)
    except OutdatedError as error:
        _build(options, f"{str(error).split('。', maxsplit=1)[0]}，正在重新")
        return opened(options)


def _build(options: argparse.Namespace, why: str) -> None:
    from index.building import build_library  # noqa: PLC0415 - heavy
    from index.settings import IndexSettings  # noqa: PLC0415

    folder = options.documents or default_documents()
    print(f"{why}由“{folder}”建立资料库……", file=sys.stderr, flush=True)
    with ProgressBar() as bar:
        build_library(folder, options.library or default_library(), IndexSettings(model=options.model), bar.show)
    print("资料库已建立。", file=sys.stderr, flush=True)
