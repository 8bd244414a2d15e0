using ImageTagging.Conformance;

namespace ImageTagging.Sqlite.Tests.Conformance;

public sealed class MergedCancellationTests(MergedIndexes provider) : TagIndexCancellationConformance<MergedIndexes>(provider);

public sealed class MergedCountTests(MergedIndexes provider) : TagIndexCountConformance<MergedIndexes>(provider);

public sealed class MergedFacetTests(MergedIndexes provider) : TagIndexFacetConformance<MergedIndexes>(provider);

public sealed class MergedHistoryTests(MergedIndexes provider) : TagIndexHistoryConformance<MergedIndexes>(provider);

public sealed class MergedLabelTests(MergedIndexes provider) : TagIndexLabelConformance<MergedIndexes>(provider);

public sealed class MergedQueryTests(MergedIndexes provider) : TagIndexQueryConformance<MergedIndexes>(provider);

public sealed class MergedRandomQueryTests(MergedIndexes provider) : TagIndexRandomQueryConformance<MergedIndexes>(provider);

public sealed class MergedReadTests(MergedIndexes provider) : TagIndexReadConformance<MergedIndexes>(provider);

public sealed class MergedRefreshTests(MergedIndexes provider) : TagIndexRefreshConformance<MergedIndexes>(provider);

public sealed class MergedScanTests(MergedIndexes provider) : TagIndexScanConformance<MergedIndexes>(provider);

public sealed class MergedSimilarTests(MergedIndexes provider) : TagIndexSimilarConformance<MergedIndexes>(provider);

public sealed class MergedSortTests(MergedIndexes provider) : TagIndexSortConformance<MergedIndexes>(provider);

public sealed class MergedStateTests(MergedIndexes provider) : TagIndexStateConformance<MergedIndexes>(provider);

public sealed class MergedTextTests(MergedIndexes provider) : TagIndexTextConformance<MergedIndexes>(provider);

public sealed class MergedWriteTests(MergedIndexes provider) : TagIndexWriteConformance<MergedIndexes>(provider);

public sealed class MergedTeachingTests(MergedIndexes provider) : TagIndexTeachingConformance<MergedIndexes>(provider);
