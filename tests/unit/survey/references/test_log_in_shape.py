"""How much of a log-in a setting has for a Redis: never which."""

import pytest

from containerloop.survey.engine.container_references import container_references


@pytest.mark.parametrize(
    ("env", "shape"),
    [
        (("REDIS_URL=redis://:abc@cache:6379/0",), "password"),
        (("REDIS_URL=valkey://:abc@cache",), "password"),
        (("REDIS_URL=redis://cache:6379/0",), "none"),
        (("REDIS_URL=redis://:@cache",), "none"),
        (("REDIS_URL=redis://bob:abc@cache",), "user"),
        (("REDIS_URL=redis://bob@cache",), "user"),
        (("REDIS_HOST=cache", "REDIS_PASSWORD=abc"), "password"),
        (("REDIS_HOST=cache", "REDIS_PASSWORD="), "none"),
        (("REDIS_HOST=cache",), "none"),
        (("REDIS_URL=redis://cache", "POSTGRES_PASSWORD=abc"), "none"),
        (("REDIS_URL=redis://cache", "SECRET_KEY=abc"), "none"),
        # anything may be behind these
        (("REDIS_URL=redis://default:abc@cache",), ""),
        (("REDIS_URL=redis://cache?password=abc",), ""),
        (("REDIS_URL=redis://cache", "REDIS_PASSWORD=abc"), ""),
        (("CACHE_URL=redis://cache", "REDIS_PASSWORD_FILE=/run/secrets/redis"), ""),
        (("QUEUE_URL=redis://cache", "QUEUE_AUTH=abc"), ""),
        (("REDIS_URL=redis://cache", "PASSWORD=abc"), ""),
        (("REDIS_HOST=cache", "REDIS_USERNAME=bob", "REDIS_PASSWORD=abc"), ""),
        # other servers ask in another way
        (("DATABASE_URL=postgres://app:abc@db",), ""),
        (("REDIS_URL=rediss://:abc@cache",), ""),
        (("SENTINEL_URL=redis-sentinel://:abc@cache:26379",), ""),
    ],
)
def test_of_an_environment(env: tuple[str, ...], shape: str) -> None:
    (reference,) = container_references(list(env))
    assert reference.log_in == shape


def test_a_command_may_get_its_password_from_the_environment() -> None:
    (bare,) = container_references([], ["redis-cli", "-u", "redis://cache:6379"])
    assert bare.log_in == ""
    (other,) = container_references([], ["worker", "--broker", "redis://:abc@cache:6379"])
    assert other.log_in == "password"


def test_where_the_file_says_the_same_the_containers_own_value_counts() -> None:
    (reference,) = container_references(["REDIS_URL=redis://:abc@cache:6379"])
    assert "abc" not in str(reference)
