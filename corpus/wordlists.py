"""Words by which `indicators` finds its way in a clause."""


def words(table: str) -> frozenset[str]:
    """Return the words of a table that separates them by white space."""
    return frozenset(table.split())


LIGHT = words(
    """
    开展 组织 举办 举行 召开 进行 实施 推进 推动 提出 形成 刊登 刊发 报送 征集 收集 确立 排定 编发
    撰写 编印 编辑 编撰 出版 完成 参加 参与 征求 收到 建立 设立 成立 组建 建成 新建 打造 创建 制定
    出台 印发 发放 发布 解决 化解 办理 办结 增加 引进 落户 吸引 实现 获得 荣获 获 获评 评选 评出 安排
    确定 拟定 梳理 整理 协调 争取 筹集 捐赠 落实 投入 募集 开设 开通 采用 发表 推荐 推选 选派 聘请
    邀请 培育 开讲 提交 审查 选树 遴选 选出 上报 转交 转办 刊用 提供 接待 受理 查处 撰 开 办 写 报
    提 作出 做出 取得 达成 达到 发送 下发 发出 录制 拍摄 确保 力争 守住 保持 改建 扩建 改扩建
    修订 审议 制修订 迎接 庆祝 纪念 迎来 增发 带动 促进 拥有 包括 涉及 覆盖 惠及 满足 经过 用于 支持
    坚持 抓好 做好 启动 推出 实行 采取 突出 强调 建 扶持 帮助
    """
)
"""Verbs that only say that the counted thing came about; what follows them is counted."""

STATING = LIGHT | words(
    """
    走访 慰问 帮助 深入 来到 走进 进入 成为 作为 担任 当选 围绕 针对 通过 赴 受到 得到 列入 纳入 入选
    转化 采纳 位居 居 来自 组成 推动 助力 走上 讲述 落实 完成 负责 联系 结对 捐款 走 去 来 被 由 在
    向 为 对 把 将 与 和 及 是 有 没有 实施 属于 达 全部 均 都 已 已经 共 共计 累计 先后 分别
    其中 进展 落地 投产 开工 签约 设置 布设 启用 使用 建有 供应 下沉 编入 上线 运行 参会 获奖
    到会 当 享受 结束 出席 应对 赢得 全程 加强 免费 变身 到 表示 认为 反映
    """
)
"""Words that begin a new statement after a counted noun (12名委员走访企业), whatever their tag."""

NOMINAL = words(
    """
    退休 下岗 失业 参保 流动 治理 振兴 监督 管理 服务 协商 调研 视察 建设 保障 改革
    创新 发展 保护 培训 教育 合作 示范 试点
    攻坚 融合 整治 提升 改造 履职 议政 建言 惠民 便民 助学 普法 专题 养老 扶贫 帮扶 招商 投资 转移
    补助 补贴 用地 交办 督办 考察 交流 宣传 宣讲 联谊 处罚 立法 执法 加工 制造 种植 养殖 研究 研发
    就业 创业 工作 支出 收入
    """
)
"""Verbs that as a rule stand within a noun phrase (乡村振兴示范村)."""

MEASURED = words(
    """
    时间 时限 强度 指数 数量 人数 次数 件数 户数 比例 比重 总数 总量 总额
    水平 标准 质量 效率 规模 面积 幅度 速度
    里程 容量 成本 费用 资金 支出 收入
    """
)
"""Nouns of measure, which need the verb before them: 办理时间, 建设规模."""

NOUNS = words(
    """
    举措 提案 特别 村 县 区 户 元首 文章 议题 课题 题目 专报 信息 稿件 建制 情境
    小区 专精 特新 攻坚战 青年 协定 扣除 增速 增幅 涨幅
    """
)
"""Nouns that the dictionary takes for something else."""
