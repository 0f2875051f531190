"""Texts that only this installation can read: neither a copy of its database nor an export tells.

The key comes from Django's SECRET_KEY. Where there is no Django, it is made anew for each process.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from hmac import compare_digest
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NO_SECRET = token_bytes(32)

STEP = 4096
"""Bytes: sealed texts are as long as the next multiple of it, and tell no more of their length."""


def seal(text: str) -> str:
    """*text*, unreadable to all who do not have the key.

    It tells neither when it was sealed nor how long it is: blanks at its end make it longer, which
    mean nothing in JSON. Blanks that were there before are lost.
    """
    plain = text.encode()
    padded = plain.ljust(-(-len(plain) // STEP) * STEP)
    return Fernet(_key(_secrets()[0])).encrypt_at_time(padded, 0).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed, whether it was padded or not.

    Raises:
        ValueError: if it was sealed with another key, or changed since.
    """
    try:
        return _keys(_secrets()).decrypt(sealed.encode()).decode().rstrip(" ")
    except (InvalidToken, ValueError):
        raise ValueError("this was sealed with another key") from None


def pseudonym(*parts: str) -> str:
    """A name for what *parts* name together, which tells nobody what they are."""
    return _pseudonym(_secrets()[0], parts)


def earlier_pseudonyms(*parts: str) -> Sequence[str]:
    """What `pseudonym` said before the installation's secret was changed, as far as Django knows.

    Those secrets are in SECRET_KEY_FALLBACKS; mostly there are none.
    """
    return [_pseudonym(secret, parts) for secret in _secrets()[1:]]


def is_pseudonym(name: str, *parts: str) -> bool:
    """Whether *name* is the pseudonym of *parts*, now or before the secret was changed."""
    names = (pseudonym(*parts), *earlier_pseudonyms(*parts))
    return any(compare_digest(name.encode(), one.encode()) for one in names)


def _pseudonym(secret: bytes, parts: Sequence[str]) -> str:
    code = HMAC(_key(secret), SHA256())
    code.update("\0".join(parts).encode())
    return code.finalize().hex()[:32]


def _secrets() -> tuple[bytes, ...]:
    """The installation's secret, and those before it that Django still accepts."""
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        return (_NO_SECRET,)
    try:
        all_ = (settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", ()))
    except ImproperlyConfigured:  # Django is there, and nobody has set it up
        return (_NO_SECRET,)
    return tuple(str(one).encode() for one in all_)


@lru_cache(maxsize=8)
def _key(secret: bytes) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"hope-xblocks: sealed answers")
    return urlsafe_b64encode(derive.derive(secret))


@lru_cache(maxsize=8)
def _keys(secrets: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])
