using ImageTagging.Evaluation;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Evaluating;

/// <summary>A tagger's answers for the truth's pictures now: by the pipeline, with its rate, retries and budget, into memory only.</summary>
internal static class TaggerCandidate
{
    public static async Task<Candidate> RunAsync(
        GroundTruth truth,
        string pictures,
        SourceSettings sourceSettings,
        TaggerSettings tagger,
        Vocabulary vocabulary,
        Budget? budget,
        PipelineOptions options,
        CancellationToken cancellationToken
    )
    {
        var candidate = new Candidate(tagger.Names[0]);
        await using var pipeline = await ToolPipeline
            .CreateAsync(
                new InMemoryTagIndex("evaluation"),
                [pictures],
                sourceSettings,
                tagger,
                vocabulary,
                budget is null ? [] : [budget],
                options,
                new TaggerCallOptions(),
                cancellationToken
            )
            .ConfigureAwait(false);
        var source = pipeline.Pipeline.Sources[0];
        RefuseUnbounded(pipeline.Pipeline.Taggers[0].Info, truth.Count, budget);
        // Two names of the truth may be one picture: a key and its location.
        var imagesByKey = truth.Images.ToLookup(i => IndexCandidate.KeyIn(source.Name, i), StringComparer.Ordinal);
        string[] keys = [.. imagesByKey.Select(g => g.Key)];
        var outcomes = await pipeline.Pipeline.IndexAsync(source, keys, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        // In the keys' order; a key may be told in the form in which the source has it.
        foreach (var (key, outcome) in keys.Zip(outcomes))
        {
            foreach (var image in imagesByKey[key])
            {
                Add(candidate, image, outcome);
            }
        }

        return candidate;
    }

    private static void Add(Candidate candidate, string image, ImageOutcome outcome)
    {
        if (outcome.Kind is ImageOutcomeKind.Gone or ImageOutcomeKind.Left)
        {
            candidate.Absent.Add(image);
            return;
        }

        candidate.Failed += outcome.Kind is ImageOutcomeKind.Failed or ImageOutcomeKind.Skipped ? 1 : 0;
        if (outcome.Record is { } record)
        {
            candidate.Add(image, record);
        }
    }

    private static void RefuseUnbounded(TaggerInfo info, int images, Budget? budget)
    {
        if (info.IsMetered && budget is null)
        {
            var price =
                info.PricePerCall > 0 ? FormattableString.Invariant($", about {images * info.PricePerCall:0.00} USD") : "";
            throw new ImageTaggingException(
                FormattableString.Invariant(
                    $"'{info.Name}' is metered: {images} pictures are up to {images} calls{price}. Say --budget-calls {images}, or --budget with an amount, to allow it."
                )
            )
            {
                Code = "Usage",
            };
        }
    }
}
