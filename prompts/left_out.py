"""What is said of parts of a file that are not in the stored text: their kinds, and where they stood."""

KINDS = {
    "hidden": "隐藏的文字",
    "deleted": "修订中删去的文字",
    "comment": "批注",
    "picture": "图片(里面若有文字,没有读入)",
    "navigation": "网页的导航等",
    "running_head": "页眉页脚",
    "font": "字体认不出的文字(可从原稿重新导出)",
    "watermark": "斜排的水印",
    "garbled": "乱码",
    "embedded": "嵌入的内容",
    "ruby": "注音",
    "numbering": "自动编号",
    "file": "没有读的文件",
    "recognised": "由图片识别出的文字(请与原图核对)",
    "damaged": "损坏的部分(可能缺文字,请重新复制或导出)",
}

# Where something stood.
PAGE = "第 {page} 页"
PARAGRAPHS = "{count} 段"
AFTER_PARAGRAPH = "第 {number} 段之后"
LINE_NUMBER = "第 {line} 行"
HEAD_OF_PAGES = "各页上下边"
WINDOW_TITLE = "网页标题"
FRAME = "框架页"
MARGIN = "页边"
REMARK = "文中注释"
IN_TEXT = "文中"
PICTURE_IN_TEXT = "文中图片"
ATTACHMENT = "附件 {name}"
IN_ARCHIVE = "压缩包内"
IN_FOLDER = "文件夹内"
IN_FILE = "文件内"
UNREADABLE_FONT = "字体 {font},{count} 字"
LARGE_PICTURE = "占版面 {share:.0%} 的图片"
NOT_RECOGNISED = "要先装文字识别:pip install 'xunli[ocr]'"
TOO_MANY_PICTURES = "一份文件里只识别 {limit} 张图片"
