namespace ImageTagging.Trust.Tests;

/// <summary>What the index of a job must hold in the end, derived from the job alone.</summary>
internal static class Oracle
{
    public static async Task CheckAsync(ITagIndex index, TrustJob job, CancellationToken cancellationToken)
    {
        await index.RefreshAsync(cancellationToken);
        var records = await index.ReadAllAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        Assert.Equal(
            Enumerable.Range(0, job.Pictures).Select(TrustJob.KeyOf),
            records.Where(r => r.Source == job.Source).Select(r => r.Key)
        );
        foreach (var record in records.Where(r => r.Source == job.Source))
        {
            var expected = TrustJob
                .LabelsOf(TrustJob.ContentOf(record.Key))
                .Select(l => (l.Name, new Confidence((int)(l.Confidence * 100))))
                .OrderBy(t => t.Name, StringComparer.Ordinal);
            Assert.Equal(expected, record.Tags.Select(t => (t.Name, t.Confidence)).OrderBy(t => t.Name, StringComparer.Ordinal));
        }

        // What finds is held against what was read, tag by tag and band by band.
        var differences = await new IndexVerifier(index)
            .VerifyAsync(new() { Sources = [job.OpenSource()] }, cancellationToken)
            .ToListAsync(cancellationToken);
        Assert.Empty(differences);
        var found = await index.SearchAsync(new() { Query = new HasTagQuery(TrustJob.Everywhere) }, cancellationToken);
        Assert.True(found.Total >= job.Pictures);
    }
}
