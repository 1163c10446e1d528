import pytest

from acceptance import campaign


@pytest.fixture(scope="session")
def default_campaign() -> campaign.Campaign:
    return campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
