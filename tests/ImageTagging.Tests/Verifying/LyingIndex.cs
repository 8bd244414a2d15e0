using System.Runtime.CompilerServices;

namespace ImageTagging.Tests.Verifying;

/// <summary>An index whose scans, counts and own structures say something else than its records.</summary>
internal sealed class LyingIndex(ITagIndex inner) : DelegatingTagIndex(inner), ISelfCheckingIndex
{
    public async IAsyncEnumerable<IndexFault> CheckAsync(
        bool repair,
        IProgress<long>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await ValueTask.CompletedTask;
        yield return new(Image: null, "Postings", "A posting set lacks an image.", IsRepaired: repair);
    }

    public override async IAsyncEnumerable<IndexedImage> ScanAsync(
        string source,
        KeyRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var image in Inner.ScanAsync(source, range, cancellationToken))
        {
            yield return image with
            {
                Size = image.Size + 1,
            };
        }
    }

    public override async ValueTask<IReadOnlyList<TagCount>> CountTagsAsync(
        TagCountRequest request,
        CancellationToken cancellationToken = default
    ) => [.. (await Inner.CountTagsAsync(request, cancellationToken)).Skip(1)];
}
