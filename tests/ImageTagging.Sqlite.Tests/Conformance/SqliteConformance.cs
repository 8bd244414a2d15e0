using ImageTagging.Conformance;

namespace ImageTagging.Sqlite.Tests.Conformance;

public sealed class SqliteCancellationTests(SqliteIndexes provider) : TagIndexCancellationConformance<SqliteIndexes>(provider);

public sealed class SqliteCountTests(SqliteIndexes provider) : TagIndexCountConformance<SqliteIndexes>(provider);

public sealed class SqliteFacetTests(SqliteIndexes provider) : TagIndexFacetConformance<SqliteIndexes>(provider);

public sealed class SqliteHistoryTests(SqliteIndexes provider) : TagIndexHistoryConformance<SqliteIndexes>(provider);

public sealed class SqliteLabelTests(SqliteIndexes provider) : TagIndexLabelConformance<SqliteIndexes>(provider);

public sealed class SqliteQueryTests(SqliteIndexes provider) : TagIndexQueryConformance<SqliteIndexes>(provider);

public sealed class SqliteRandomQueryTests(SqliteIndexes provider) : TagIndexRandomQueryConformance<SqliteIndexes>(provider);

public sealed class SqliteReadTests(SqliteIndexes provider) : TagIndexReadConformance<SqliteIndexes>(provider);

public sealed class SqliteRefreshTests(SqliteIndexes provider) : TagIndexRefreshConformance<SqliteIndexes>(provider);

public sealed class SqliteScanTests(SqliteIndexes provider) : TagIndexScanConformance<SqliteIndexes>(provider);

public sealed class SqliteSimilarTests(SqliteIndexes provider) : TagIndexSimilarConformance<SqliteIndexes>(provider);

public sealed class SqliteSortTests(SqliteIndexes provider) : TagIndexSortConformance<SqliteIndexes>(provider);

public sealed class SqliteStateTests(SqliteIndexes provider) : TagIndexStateConformance<SqliteIndexes>(provider);

public sealed class SqliteTextTests(SqliteIndexes provider) : TagIndexTextConformance<SqliteIndexes>(provider);

public sealed class SqliteWriteTests(SqliteIndexes provider) : TagIndexWriteConformance<SqliteIndexes>(provider);

public sealed class SqliteTeachingTests(SqliteIndexes provider) : TagIndexTeachingConformance<SqliteIndexes>(provider);
