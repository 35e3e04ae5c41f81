"""What a thing is called (某平台叫什么名字): the name in quotation marks beside its noun, or the one name that ends in the noun."""

import re

from rag.asking.questions import Question
from rag.language.lexicon import content, credit, fold, terms

_ASKED = re.compile(
    r"^(?P<of>[^，。？?]{2,30}?)(?:又|都|它|现在)?(?:叫(?:做|作)?什么(?:名字?|名称)?|(?:的)?(?:名字|名称|全称)(?:又)?(?:是|叫)(?:什么|哪个)|叫哪个名字)[？?呢呀啊]*$"
)
_STOP = r"，。；：、（）()《》“”\s和与及在由为是把将被从到的"
_THERE, _LEAST, _SHORTEST = 0.6, 2, 4


def called(question: Question, text: str) -> str:
    """The name that a sentence gives the thing asked about, as it is printed; "" where it gives none or several."""
    asked = _ASKED.search(question.asked)
    words = terms(content(asked["of"])) if asked else []
    if not words:
        return ""
    noun = words[-1]
    if len(noun) < _LEAST or noun not in text:
        return ""
    beside = rf"{re.escape(noun)}[“‘《](?P<a>[^”’》]{{2,20}})[”’》]|[“‘《](?P<b>[^”’》]{{2,20}})[”’》][^，。；]{{0,6}}?{re.escape(noun)}"
    quoted = {m["a"] or m["b"] for m in re.finditer(beside, text)}
    if quoted:
        name = quoted.pop() if len(quoted) == 1 else ""
        return "" if name and fold(name) in fold(question.asked) else name
    others = words[:-1]
    names = {m.group() for m in re.finditer(rf"[^{_STOP}]{{2,20}}{re.escape(noun)}", text)}
    fitting = [n for n in names if others and all(credit(w, fold(n)) >= _THERE for w in others)]
    fitting = [n for n in fitting if len(n) >= _SHORTEST and fold(n) not in fold(question.asked)]
    return fitting[0] if len(fitting) == 1 else ""
