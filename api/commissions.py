"""What a request asks for -> a commission; a draft made of it, with a template of the request's own where it has one."""

from typing import Any

from api.dependencies import OpeningError, Service
from api.errors import ProblemError
from api.schemas_briefings import BriefingRequest
from rag.assistant import Assistant
from rag.briefing.desk import Progress
from rag.briefing.drafting import brief
from rag.briefing.forms import Form, form_from
from rag.briefing.models import Briefing, BriefingError, Commission

_PATIENCE = 0.5  # seconds between two looks at a library that is being opened


def template_of(request: BriefingRequest) -> Form | None:
    """The form that a request brings with it.

    Raises:
        BriefingError: it cannot be used.
    """
    return form_from(request.template, "template ") if request.template is not None else None


def drafted(service: Service, request: dict[str, Any], report: Progress) -> Briefing:
    """The draft of a stored request.

    Raises:
        BriefingError: it cannot be made; what `report` raises.
    """
    asked = BriefingRequest.model_validate(request)
    assistant = _opened(service, report)
    form = template_of(asked)
    return brief(commission_of(asked, form), assistant, report, form)


def commission_of(asked: BriefingRequest, form: Form | None) -> Commission:
    """The commission of a request; `form`: the one it brings with it."""
    name = form.name if form else asked.form
    questions = tuple(question.strip() for question in asked.questions)
    return Commission(asked.topic.strip(), name, asked.length, questions, tuple(asked.outline), asked.sources or None)


def _opened(service: Service, report: Progress) -> Assistant:
    while True:
        try:
            return service.assistant(_PATIENCE)
        except OpeningError:
            report("等待资料库", 0, 1)
        except ProblemError as error:
            raise BriefingError(f"{error.detail}。{error.remedy}") from error
