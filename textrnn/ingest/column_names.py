"""Names that columns of text and of labels have, in several languages."""

TEXT_NAMES = (
    *("text", "body", "content", "document", "review", "message", "comment", "sentence", "tweet", "headline"),
    *("texte", "texto", "testo", "tekst", "текст", "metin", "szöveg", "文本", "内容", "テキスト", "本文", "텍스트"),
)
SURE_NAMES = ("label", "labels", "class", "class_name", "category", "target")  # Of several, these are the labels.
LABEL_NAMES = (
    *SURE_NAMES,
    *("topic", "sentiment", "intent", "emotion", "verdict", "genre"),
    *("stars", "rating", "score", "polarity", "cats", "y"),
    *("klasse", "kategorie", "thema", "bewertung"),  # German
    *("classe", "catégorie", "categorie", "thème", "étiquette"),  # French
    *("clase", "categoría", "categoria", "etiqueta", "tema"),  # Spanish, Portuguese, Catalan
    *("etichetta", "rótulo"),  # Italian, Portuguese
    *("klasa", "kategoria", "etykieta", "třída", "kategorie", "štítek", "trieda"),  # Polish, Czech, Slovak
    *("класс", "категория", "метка", "тема", "клас", "категорія"),  # Russian, Ukrainian
    *("sınıf", "kategori", "etiket", "osztály", "címke"),  # Turkish, Swedish, Dutch, Hungarian
    *("标签", "类别", "分类", "ラベル", "カテゴリ", "라벨", "분류", "الفئة", "תווית"),
)
