"""The fuzzer itself: atheris around one target, with mutations that leave containers whole."""

import logging
import random
import sys
import tempfile
import warnings

import atheris

with atheris.instrument_imports(include=["doisoat.sources", "doisoat.text", "zipfile", "h11", "httpcore", "httpx"]):
    from tests.fuzz import mutate, targets


def main() -> None:
    """Run until libFuzzer's limits end it."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    reader = sys.argv.pop(1)

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        found = mutate.changed(reader, data, random.Random(seed), lambda part: atheris.Mutate(part, len(part) + 64))
        return found[:most] if len(found) <= most else data

    with tempfile.NamedTemporaryFile("w", suffix=".dict") as words:
        for word in mutate.WORDS[reader]:
            words.write('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n')
        words.flush()
        atheris.Setup([*sys.argv, f"-dict={words.name}"], targets.TARGETS[reader], custom_mutator=mutator)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
