using ImageTagging;
using ImageTagging.Conformance;

namespace LiteDbIndex;

public sealed class LiteDbIndexes : TagIndexProvider, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("litedb-index-");

    public override ValueTask<ITagIndex> CreateAsync() =>
        new(new LiteDbTagIndex(Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db")));

    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed class LiteDbWrites(LiteDbIndexes p) : TagIndexWriteConformance<LiteDbIndexes>(p);

public sealed class LiteDbScans(LiteDbIndexes p) : TagIndexScanConformance<LiteDbIndexes>(p);

public sealed class LiteDbReads(LiteDbIndexes p) : TagIndexReadConformance<LiteDbIndexes>(p);

public sealed class LiteDbLabels(LiteDbIndexes p) : TagIndexLabelConformance<LiteDbIndexes>(p);

public sealed class LiteDbQueries(LiteDbIndexes p) : TagIndexQueryConformance<LiteDbIndexes>(p);

public sealed class LiteDbSimilars(LiteDbIndexes p) : TagIndexSimilarConformance<LiteDbIndexes>(p);

public sealed class LiteDbSorts(LiteDbIndexes p) : TagIndexSortConformance<LiteDbIndexes>(p);

public sealed class LiteDbFacets(LiteDbIndexes p) : TagIndexFacetConformance<LiteDbIndexes>(p);

public sealed class LiteDbCounts(LiteDbIndexes p) : TagIndexCountConformance<LiteDbIndexes>(p);

public sealed class LiteDbStates(LiteDbIndexes p) : TagIndexStateConformance<LiteDbIndexes>(p);

public sealed class LiteDbRefreshs(LiteDbIndexes p) : TagIndexRefreshConformance<LiteDbIndexes>(p);

public sealed class LiteDbTexts(LiteDbIndexes p) : TagIndexTextConformance<LiteDbIndexes>(p);

public sealed class LiteDbCancellations(LiteDbIndexes p) : TagIndexCancellationConformance<LiteDbIndexes>(p);

public sealed class LiteDbHistories(LiteDbIndexes p) : TagIndexHistoryConformance<LiteDbIndexes>(p);

public sealed class LiteDbRandomQueries(LiteDbIndexes p) : TagIndexRandomQueryConformance<LiteDbIndexes>(p);

public sealed class LiteDbTeaching(LiteDbIndexes p) : TagIndexTeachingConformance<LiteDbIndexes>(p);
