"""What a reader is told about a value that was inferred, by the rule that inferred it."""

RULES = {
    "lost_superscript": "提取时丢失上标",
    "merged_cell": "合并单元格：取自同列上方的标签",
    "displaced_label": "合并单元格的标签错位一行：按右侧各列的循环归位",
    "shifted_row": "本行左移一列：各值右移一列归位",
    "serial_gap": "编号漏印：由上下两行的编号推出",
    "table_row": "取自表中同一行",
}
