"""`campaign import-survey`: exit codes and words."""

import zipfile

import pytest
import yaml

from flows import cli
from tests.acceptance.survey_import.test_survey_import import ODK, ODK_HEAD, submission, text


@pytest.fixture
def campaign(capsys, tmp_path):
    (tmp_path / "mapping.yaml").write_text(yaml.safe_dump(ODK, allow_unicode=True), encoding="utf-8")

    def command(line, rows):
        with zipfile.ZipFile(tmp_path / "minyi.zip", "w") as archive:
            archive.writestr("minyi.csv", text(ODK_HEAD, rows))
        words = ["import-survey", line, tmp_path / "mapping.yaml", tmp_path / "minyi.zip", "--out", tmp_path / "o.zip"]
        code = cli.dispatch([str(word) for word in words])
        said = capsys.readouterr()
        return code, "".join((said.out + said.err).split())

    return command


def test_what_was_taken_and_what_was_left_out(campaign, tmp_path):
    code, said = campaign("opinion", [submission(1), submission(2, "rejected")])
    assert code == 0 and "民意调查答卷：1行" in said and "未采用1份（rejected1份）" in said
    assert (tmp_path / "o.zip").is_file()


def test_mistakes_refuse_and_write_nothing(campaign, tmp_path):
    code, said = campaign("opinion", [submission(1, result="gone")])
    assert code == 1 and "第2行“result”：“gone”" in said and "未写出申报包" in said
    assert not (tmp_path / "o.zip").exists()


def test_a_mapping_of_another_line_is_wrong_usage(campaign):
    code, said = campaign("municipal", [submission(1)])
    assert code == 2 and "opinion" in said
