"""A number with its noun."""


def pluralize(number: int, noun: str) -> str:
    """`1 issue`, `2 issues`; the noun is one whose plural ends in s, or y that becomes ies."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{number} {noun}s"
