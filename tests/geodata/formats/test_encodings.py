"""Letters come in as they were written, or not at all."""

import pytest
from doors import Door

HEAD = "name,venue,lon,lat,date\n"


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


@pytest.mark.parametrize(
    ("names", "encoding", "told"),
    [
        ("春季招聘會,大禮堂", "cp950", "Big5"),
        ("臺北市就業服務處,勞工局", "big5hkscs", "Big5"),
        ("合同会社説明会,体育館", "cp932", "Shift-JIS"),
        ("ジョブフェア,ホール", "cp932", "Shift-JIS"),
    ],
)
def test_other_encodings_of_east_asia_are_named_and_refused(door, names, encoding, told):
    content = f"{HEAD}{names},106.5,29.5,2027-02-18\n".encode(encoding)

    reason = door.reason(content)

    assert told in reason
    assert "UTF-8" in reason


@pytest.mark.parametrize(
    "name", ["春季招聘会", "重慶春風行動招聘會", "堃喆餐饮", "龔雪䶮", "①②㈱", "“春风”—行动"]
)
def test_gb18030_is_read_with_its_rare_and_its_traditional_letters(door, name):
    found = door.read(f"{HEAD}{name},文化馆,106.5,29.5,2027-02-18\n".encode("gb18030"))

    assert found.frame["name"].tolist() == [name]


def test_letters_of_no_standard_are_no_names_in_gb18030(door):
    content = f"{HEAD}春季招聘会\ue000,文化馆,106.5,29.5,2027-02-18\n".encode("gb18030")

    assert "letters of no standard" in door.reason(content)
