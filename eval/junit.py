"""Outcomes as JUnit XML, the form in which build servers show tests."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from eval.models import Outcome

# What XML 1.0 cannot hold, even escaped; lone surrogates among it.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(outcomes: Sequence[Outcome]) -> str:
    """A test suite for each suite, a test case for each open case; the closed ones of a type are one test case.

    A test case whose system raised is an error, another wrong one a failure. Times are left out: two runs give the same text.
    """
    root = Xml.Element("testsuites", name="jizheng-eval")
    for name in sorted({o.suite for o in outcomes}):
        root.append(_suite(name, sorted((o for o in outcomes if o.suite == name), key=lambda o: o.id)))
    _count(root, list(root.iter("testcase")))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, outcomes: Sequence[Outcome]) -> Xml.Element:
    suite = Xml.Element("testsuite", name=_fit(name))
    suite.extend(_case(o) for o in outcomes if not o.closed)
    closed = [o for o in outcomes if o.closed]
    for kind in sorted({o.type for o in closed}):
        suite.append(_closed(name, kind, [o for o in closed if o.type == kind]))
    _count(suite, list(suite))
    return suite


def _count(element: Xml.Element, cases: Sequence[Xml.Element]) -> None:
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", str(sum(case.find("error") is not None for case in cases)))


def _case(outcome: Outcome) -> Xml.Element:
    case = Xml.Element("testcase", classname=_fit(f"{outcome.suite}.{outcome.type}"), name=_fit(outcome.id))
    if outcome.error:
        Xml.SubElement(case, "error", message=_fit(outcome.error)).text = _fit(f"问：{outcome.question}")
    elif not outcome.right:
        quotes = "".join(f"\n引：{quote}" for quote in outcome.quotes[:1])
        said = f"问：{outcome.question}\n应得：{outcome.expected}\n所得：{outcome.got}{quotes}"
        Xml.SubElement(case, "failure", message=f"答错（{_fit(outcome.status)}）").text = _fit(said)
    return case


def _closed(suite: str, kind: str, outcomes: Sequence[Outcome]) -> Xml.Element:
    case = Xml.Element("testcase", classname=_fit(f"{suite}.{kind}"), name=f"封存题合计：{kind}")
    right = sum(o.right for o in outcomes)
    if right < len(outcomes):
        Xml.SubElement(case, "failure", message=f"{len(outcomes)} 题，答对 {right} 题")
    return case


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
