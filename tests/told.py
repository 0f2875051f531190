"""A report on a cohort as lines, so that a test can name every code and word of it."""


def share(one):
    return f"{ {'': '', 'least': '>=', 'most': '<='}[one.band] }{one.percent}"


def sections(report):
    """By section: its text, and each group with its people, bars (* for the key) and numbers."""
    return {
        section.code: ([section.text] if section.text else [])
        + [group(one) for one in section.groups]
        for section in report.sections
    }


def group(one):
    name = f"{one.text}{'#' + one.code if one.code else ''}"
    if one.hidden:
        assert not one.bars
        assert not one.numbers
        return f"{name} hidden"
    bars = [f"{bar.text or '#' + bar.code} {share(bar.share)}{'*' * bar.key}" for bar in one.bars]
    numbers = [
        f"#{number.code} {number.value:.{number.decimals}f}" + (number.word and f" #{number.word}")
        for number in one.numbers
    ]
    return f"{name} ({one.people}): {', '.join([*bars, *numbers])}"


def points(report):
    return [
        " | ".join(
            part
            for part in (
                f"#{one.code}",
                one.text,
                one.other,
                share(one.share) if one.share else "",
                "" if one.number is None else f"{one.number:.2f}",
            )
            if part
        )
        for one in report.points
    ]
