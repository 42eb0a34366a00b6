"""Texts of many languages are told apart by what they look like in each encoding."""

import pytest

from textrnn.ingest.likely_encodings import is_latin, likely_encodings

WESTERN = {
    "German": "Die Lieferung kam zu spät, die Tür ließ sich nicht schließen. Ich möchte sie zurückgeben.",
    "French": "La réponse est arrivée trop tard, et la boîte était déjà abîmée. Où la renvoyer après les fêtes ?",
    "Spanish": "El paquete llegó tarde, según el año. ¿Qué más podía hacer el niño? ¡Nada! Él sólo quería jugar.",
    "Portuguese": "A encomenda não chegou até amanhã, e a informação que recebi não está certa. Peço a devolução já.",
    "Italian": "La città è più bella di così, perché c'è il mare. Però non può bastare: già domani sarà lunedì.",
    "Swedish": "Jag fick fel färg på stolen och vill gärna få pengarna åter. När hör ni av er på måndag förmiddag?",
    "Danish": "Æblerne på øen var røde, og vi spiste dem på færgen. Hvornår får jeg svar på mit spørgsmål?",
    "Finnish": "Tämä päivä oli hyvä, mutta työ jäi vähän kesken. Lähetän loput tänään illalla, kun pääsen kotiin.",
    "Dutch": "Het café in de buurt is één van de beste; wij reden ernaartoe met de familie, tot in België.",
    "English": "The naïve waiter in the café spoke of his fiancée’s résumé – and of a soufflé that cost £5.",
}
CENTRAL = {
    "Czech": "Zásilka přišla příliš pozdě a dveře skříně nešly zavřít. Chtěl bych ji vrátit, můžete mi říct jak?",
    "Slovak": "Balík prišiel neskoro a dvere sa nedajú zavrieť. Môžete mi poslať nový kľúč ešte tento týždeň?",
    "Polish": "Paczka przyszła za późno, a drzwi szafy nie dało się zamknąć. Chciałbym ją zwrócić, jeśli można.",
    "Hungarian": "A csomag későn érkezett, és az ajtó nem zárható. Szeretném visszaküldeni, ha lehet, jövő hétfőn.",
    "Croatian": "Pošiljka je stigla prekasno, a vrata se ne mogu zatvoriti. Želim ju vratiti što prije, može li?",
    "Slovenian": "Pošiljka je prišla prepozno, vrata se niso zaprla. Želim jo vrniti, če je še mogoče, še ta teden.",
    "Romanian": "Coletul a ajuns târziu şi uşa nu s-a putut închide. Aş vrea să îl trimit înapoi, dacă puteţi.",
}
TURKISH = "Kargo çok geç geldi ve dolabın kapısı kapanmıyordu. Geri göndermek istiyorum, nasıl yapacağım? İyi günler."
OTHERS = {
    "cp1251": "Посылка пришла слишком поздно, и дверь шкафа не закрывалась. Я хотел бы её вернуть.",
    "koi8-r": "Посылка пришла слишком поздно, и дверь шкафа не закрывалась. Я хотел бы её вернуть.",
    "cp1253": "Το δέμα ήρθε πολύ αργά και η πόρτα της ντουλάπας δεν έκλεινε. Θα ήθελα να το επιστρέψω.",
    "cp1255": "החבילה הגיעה מאוחר מדי ודלת הארון לא נסגרה. אני רוצה להחזיר אותה.",
    "cp1256": "وصل الطرد متأخرا جدا ولم يكن باب الخزانة يغلق. أريد أن أعيده.",
    "cp932": "荷物が届くのが遅すぎて、戸棚の扉が閉まりませんでした。返品したいです。",
    "euc_jis_2004": "荷物が届くのが遅すぎて、戸棚の扉が閉まりませんでした。返品したいです。",
    "gb18030": "包裹到得太晚了，柜子的门也关不上。我想退货，请告诉我怎么办。",
    "big5hkscs": "包裹到得太晚了，櫃子的門也關不上。我想退貨，請告訴我怎麼辦。",
    "cp949": "소포가 너무 늦게 도착했고 옷장 문이 닫히지 않았습니다. 반품하고 싶습니다.",
    "cp874": "พัสดุมาถึงช้าเกินไปและประตูตู้ปิดไม่ได้ ฉันต้องการส่งคืน",
}
CASES = [
    *(("cp1252", text) for text in WESTERN.values()),
    *((encoding, text) for encoding in ("cp1250", "iso8859-2") for text in CENTRAL.values()),
    ("cp1254", TURKISH),
    *OTHERS.items(),
]
NAMES = [
    *WESTERN,
    *(f"{name}-{encoding}" for encoding in ("cp1250", "iso8859-2") for name in CENTRAL),
    "Turkish",
    *OTHERS,
]


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=NAMES)
def test_a_text_is_read_as_it_was_written(encoding: str, text: str) -> None:
    assert text.encode(encoding).decode(likely_encodings(text.encode(encoding))[0]) == text


@pytest.mark.parametrize(("encoding", "text"), CASES, ids=NAMES)
def test_a_sentence_is_read_as_it_was_written(encoding: str, text: str) -> None:
    sample = text[:60].encode(encoding)
    texts = [sample.decode(name) for name in likely_encodings(sample)]
    assert text[:60] in (texts if encoding == "iso8859-2" else texts[:1])  # Of Central European both may look right.


@pytest.mark.parametrize(
    "word", ["naïve", "São Paulo", "déjà vu", "Zoë", "¿Qué tal? Muy bien.", "it’s 5 €", "n.º 20", "Åse"]
)
def test_a_few_letters_are_western(word: str) -> None:
    assert likely_encodings(word.encode("cp1252"))[0] == "cp1252"


def test_of_encodings_that_give_the_same_text_the_usual_one_is_named() -> None:
    assert likely_encodings("Köln und Düsseldorf".encode("cp1250")) == ["cp1252"]
    assert likely_encodings("Über “Köln” – schön".encode("cp1254")) == ["cp1252"]


def test_what_is_about_as_likely_is_named_as_well() -> None:
    assert likely_encodings(CENTRAL["Czech"][:60].encode("iso8859-2")) == ["cp1250", "iso8859-2"]
    assert likely_encodings(CENTRAL["Czech"].encode("cp1250")) == ["cp1250"]


def test_what_is_no_text_is_like_nothing() -> None:
    assert likely_encodings(bytes(range(256)) * 20) == []


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("El niño: ¿qué?", "cp1252", True),
        ("po³udnie jest ³adne", "cp1252", False),
        ("caf\x8e", "iso8859-2", False),
        ("żQué", "cp1250", False),
        ("20ş grado", "cp1250", False),
        ("daß", "cp1252", True),
        ("Ñàïîæíèê ãîâîðèò", "cp1252", False),
    ],
)
def test_letters_stand_where_they_can(text: str, encoding: str, expected: bool) -> None:
    assert is_latin(text.encode(encoding), encoding) is expected
