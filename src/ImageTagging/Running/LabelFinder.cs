using System.Threading.Channels;
using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tagging;

namespace ImageTagging.Running;

/// <summary>Finds stored labels for the contents of pictures, many at a time.</summary>
internal sealed class LabelFinder : IAsyncDisposable
{
    private const int MaxBatch = 256;
    private readonly ITagIndex _index;
    private readonly TaggerRules _rules;
    private readonly ContentsInFlight _ledger;
    private readonly Outage _outage;
    private readonly StepClock _clock;
    private readonly CancellationToken _stop;
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Task _loop;

    public LabelFinder(
        ITagIndex index,
        TaggerRules rules,
        ContentsInFlight ledger,
        Outage outage,
        StepClock clock,
        CancellationToken stop
    )
    {
        (_index, _rules, _ledger, _outage, _clock, _stop) = (index, rules, ledger, outage, clock, stop);
        _loop = Task.Run(AnswerAsync, CancellationToken.None);
    }

    /// <summary>Finds labels for one picture; those asked for at the same time share the look-up.</summary>
    public async Task FindAsync(TagItem item)
    {
        var request = new Request(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _requests.Writer.WriteAsync(request, CancellationToken.None).ConfigureAwait(false);
        await request.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Finds labels for pictures that need some, and marks what each still needs.</summary>
    public async Task FindAsync(IReadOnlyList<TagItem> items, CancellationToken cancellationToken)
    {
        var seen = _ledger.Refreshes;
        foreach (var item in items)
        {
            item.LookedUpAt = seen;
        }

        for (var i = 0; i < _rules.Taggers.Count; i++)
        {
            var asking = items.Where(item => item.Contents.Count > 0 && item.Needs.Contains(i)).ToArray();
            if (asking.Length == 0)
            {
                continue;
            }

            var contents = asking.SelectMany(item => item.Contents).Distinct().ToArray();
            var tagger = _rules.Taggers[i];
            var started = _clock.Start();
            var found = await _outage
                .BearAsync(token => _index.FindLabelsAsync(contents, tagger.Name, token), cancellationToken)
                .ConfigureAwait(false);
            _clock.Stop(started, asking.Length);
            var byContent = found.Matches.ToLookup(m => m.Content);
            foreach (var item in asking)
            {
                foreach (var content in item.Contents)
                {
                    foreach (var match in byContent[content])
                    {
                        Take(item, i, match, content.IsStrong);
                    }
                }
            }
        }
    }

    /// <summary>Lets a match serve a picture where it can; the first one that agrees also tells whose corrections follow.</summary>
    /// <param name="item">The picture.</param>
    /// <param name="tagger">The tagger, by the taggers' order.</param>
    /// <param name="match">The match.</param>
    /// <param name="isSure">Whether a hash that nobody can forge says that the bytes are equal.</param>
    public void Take(TagItem item, int tagger, LabelMatch match, bool isSure)
    {
        item.Origin ??= match;
        var info = _rules.Taggers[tagger];
        if (
            (isSure || !info.NeedsStrongHash)
            && item.Answers[tagger] is null
            && item.Needs.Contains(tagger)
            && _rules.Serves(info, match.State)
        )
        {
            item.Answers[tagger] = TaggerRules.Selected(info, match.State) with { Failure = null };
            item.Needs.Remove(tagger);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task AnswerAsync()
    {
        var batch = new List<Request>();
        while (await _requests.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _requests.Reader.TryRead(out var request))
            {
                batch.Add(request);
            }

            try
            {
                await FindAsync([.. batch.Select(r => r.Item)], _stop).ConfigureAwait(false);
                batch.ForEach(r => r.Done.TrySetResult());
            }
#pragma warning disable CA1031 // Each asker gets it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                batch.ForEach(r => r.Done.TrySetException(fault));
            }
        }
    }

    private readonly record struct Request(TagItem Item, TaskCompletionSource Done);
}
