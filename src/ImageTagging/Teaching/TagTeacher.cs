using System.Globalization;
using ImageTagging.Correcting;
using ImageTagging.Teaching;
using ImageTagging.Vocabularies;

namespace ImageTagging;

/// <summary>Teaches tags over any index.</summary>
/// <remarks>Threads and processes may share the index. It does not dispose it.</remarks>
/// <param name="index">The index.</param>
/// <param name="vocabulary">The vocabulary of the index's tags; null for the empty one.</param>
/// <param name="timeProvider">The clock; null for the system's.</param>
public sealed class TagTeacher(ITagIndex index, Vocabulary? vocabulary = null, TimeProvider? timeProvider = null) : ITagTeacher
{
    private const int PageSize = 500;

    // Under these counts of either kind a tag is no more than a first try.
    private const int Enough = 10;

    private readonly Vocabulary _vocabulary = vocabulary ?? Vocabulary.Empty;
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly TaughtStore _store = new(index);
    private readonly TeachingExamples _examples = new(index, vocabulary ?? Vocabulary.Empty);
    private readonly RecordChanger _changer = new(index);

    /// <inheritdoc />
    public async ValueTask<TaughtTag> TeachAsync(TeachRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var tag = NameOf(request.Tag);
        if (request.Precision is { } precision && !(precision is > 0 and <= 1))
        {
            throw Refused(ErrorCodes.PrecisionRefused, "TeachRequest.Precision is over 0 and at most 1.");
        }

        request = request with { By = CorrectionEdit.Person(request.By) };
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await JudgeAsync(request, tag, cancellationToken).ConfigureAwait(false);
        var versions = await _store.VersionsAsync(tag, cancellationToken).ConfigureAwait(false);
        var former = versions.LastOrDefault(v => v.Tag is not null).Tag;
        var (yes, no) = (request.YesQuery ?? QueryOf(former?.YesQuery), request.NoQuery ?? QueryOf(former?.NoQuery));
        var gathered = await _examples.GatherAsync(tag, yes, no, cancellationToken).ConfigureAwait(false);
        if (gathered.YesCount == 0)
        {
            throw Refused(ErrorCodes.NoExamples, $"No picture says yes to '{tag}'; say yes to some, ten or more.");
        }

        var presumed = await _examples.PresumedAsync(tag, gathered, cancellationToken).ConfigureAwait(false);
        var all = gathered.All.Concat(presumed.Select(r => (Record: r, IsYes: false))).ToArray();
        var learning = LearningSet.Of(all, tag);
        if (!learning.IsYes.Contains(false))
        {
            throw Refused(ErrorCodes.NoExamples, $"No picture says no to '{tag}', and the index has no others to compare with.");
        }

        var rule = LearnedRule.Of(learning.Examples, learning.IsYes, request.Precision);
        var yeses = learning.IsYes.Count(y => y);
        var taken = presumed.Count(r => r.Taggers.Any(t => t.Embedding?.Space == learning.Space));
        var noes = learning.IsYes.Count - yeses - taken;
        var taught = new TaughtTag
        {
            Tag = tag,
            Version = (former?.Version ?? 0) + 1,
            Space = learning.Space,
            Weights = rule.Weights,
            LabelWeights = rule.LabelWeights,
            Bias = rule.Bias,
            Threshold = Math.Round(rule.Threshold * 100, 1),
            Yes = yeses,
            No = noes,
            Presumed = taken,
            YesQuery = yes is null ? null : TagQueryText.ToCanonical(yes),
            NoQuery = no is null ? null : TagQueryText.ToCanonical(no),
            Quality = rule.Quality,
            Warnings = [.. Warnings(yeses, noes, taken, learning.Without, rule.Quality)],
            By = request.By,
            At = Now(),
        };
        return request.IsTrial ? taught : await _store.AddAsync(taught, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TaughtTag>> ListAsync(CancellationToken cancellationToken = default) =>
        (await _store.ReadAsync(cancellationToken).ConfigureAwait(false)).Tags;

    /// <inheritdoc />
    public ValueTask<TaughtTag?> UndoAsync(string tag, CancellationToken cancellationToken = default) =>
        _store.UndoAsync(NameOf(tag), cancellationToken);

    /// <inheritdoc />
    public ValueTask<TaughtTag> ImportAsync(TaughtTag tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        // Whatever made it: what is kept can be read.
        var read = TaughtTagDocument.Read(TaughtTagDocument.Write(tag));
        return _store.AddAsync(read with { Tag = NameOf(read.Tag) }, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<TeachingReport> ApplyAsync(
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var tally = new CorrectionTally();
        while (true)
        {
            var book = await _store.ReadAsync(cancellationToken).ConfigureAwait(false);
            var state = await _store.ReadAppliedAsync(cancellationToken).ConfigureAwait(false);
            var isSame = state.Fingerprint == book.Fingerprint;
            if (isSame && state.IsDone)
            {
                return new(tally.ChangedCount, tally.UnchangedCount, [.. tally.Conflicts]);
            }

            if (!isSame)
            {
                state = new(book.Fingerprint, null, null, IsDone: false);
                await _store.SaveAppliedAsync(state, cancellationToken).ConfigureAwait(false);
                await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            var records = index.ReadAllAsync(null, state.After, cancellationToken);
            await foreach (var page in RecordPages.Of(records, PageSize).ConfigureAwait(false))
            {
                await _changer.ChangeAsync(page, r => With(book, r), tally, cancellationToken).ConfigureAwait(false);
                var last = page[^1].Name;
                state = state with { Source = last.Source, Key = last.Key, Seen = state.Seen + page.Count };
                await _store.SaveAppliedAsync(state, cancellationToken).ConfigureAwait(false);
                progress?.Report(state.Seen);
            }

            await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
            // Where somebody taught meanwhile, the next round brings that in.
            await _store
                .SaveAppliedAsync(new(book.Fingerprint, null, null, IsDone: true), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<ReviewImage>> ReviewAsync(
        ReviewRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Count is < 1 or > ReviewRequest.MaxCount)
        {
            throw Refused(ErrorCodes.CountRefused, $"ReviewRequest.Count is 1 to {ReviewRequest.MaxCount}.");
        }

        var tag = NameOf(request.Tag);
        await index.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var versions = await _store.VersionsAsync(tag, cancellationToken).ConfigureAwait(false);
        var former = versions.LastOrDefault(v => v.Tag is not null).Tag;
        var gathered = await _examples
            .GatherAsync(tag, QueryOf(former?.YesQuery), QueryOf(former?.NoQuery), cancellationToken)
            .ConfigureAwait(false);
        var review = new Review(index, _examples, tag, gathered, request);
        return await review.NextAsync(cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<string> Warnings(int yes, int no, int presumed, int without, TaughtQuality? quality)
    {
        if (yes < Enough)
        {
            yield return $"Only {Pictures(yes)} said yes; from {Enough} on a tag begins to hold.";
        }

        if (no == 0)
        {
            yield return $"No picture said no: {Pictures(presumed)} without the tag were taken for no. Say no to some.";
        }
        else if (no < Enough)
        {
            yield return $"Only {Pictures(no)} said no; from {Enough} on a tag begins to hold.";
        }

        if (quality is null)
        {
            yield return "There are too few examples to measure how good it is.";
        }

        if (without > 0)
        {
            yield return $"{Pictures(without)} that were named have no vector and taught nothing; index them with the local tagger.";
        }
    }

    private static string Pictures(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "picture" : "pictures")}");

    // What a person says of a picture is a correction, and so an example from now on.
    private async ValueTask JudgeAsync(TeachRequest request, string tag, CancellationToken cancellationToken)
    {
        var both = request.Yes.Intersect(request.No).Take(1).ToArray();
        if (both.Length > 0)
        {
            throw Refused(ErrorCodes.ChangeRefused, $"'{both[0].Key}' is to be yes and no at once.");
        }

        var curator = new TagCurator(index, _vocabulary, _time);
        foreach (var (names, isYes) in new[] { (request.Yes, true), (request.No, false) })
        {
            if (names.Count > 0)
            {
                var change = new TagChange
                {
                    By = request.By,
                    Add = isYes ? [tag] : [],
                    Remove = isYes ? [] : [tag],
                    IsJudgement = true,
                };
                var report = await curator.CorrectAsync(names, change, cancellationToken).ConfigureAwait(false);
                if (report.Missing is [var missing, ..])
                {
                    throw Refused(
                        ErrorCodes.ImageMissing,
                        $"The index has no picture '{missing.Source}' '{missing.Key}'; name one that it has."
                    );
                }
            }
        }
    }

    private ImageRecord? With(TaughtBook book, ImageRecord record)
    {
        var changed = book.With(record, Now());
        return ReferenceEquals(changed, record) ? null : RecordProjector.ProjectChanged(changed, _vocabulary);
    }

    private static TagQuery? QueryOf(string? text) => text is null ? null : TagQueryParser.Parse(text);

    private string NameOf(string tag)
    {
        var name = TagName.Normalize(tag);
        return name.Length > 0 && _vocabulary.TagOf(name) is { Length: > 0 } effective
            ? effective
            : throw Refused(ErrorCodes.ChangeRefused, "An empty name is no tag.");
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    private static ImageTaggingException Refused(string code, string message) =>
        new(message) { Kind = FailureKind.Refused, Code = code };
}
