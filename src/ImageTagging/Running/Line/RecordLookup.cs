using ImageTagging.Tagging;

namespace ImageTagging.Running;

/// <summary>Looks up the records of pictures and the stored labels of their contents, many at a time. Threads share it.</summary>
internal sealed class RecordLookup(RunSession session)
{
    private const int MaxBatch = 256;
    private const int MostNear = 64;

    // Windows of time that are asked for at once, and pictures that are held together.
    private const int MostWindows = 64;
    private const int MostTogether = 4_096;
    private readonly TaggerRules _rules = session.Rules;

    // Who waits for a look-up, and whether one goes on; never held while the index is asked.
    private readonly Lock _lock = new();
    private readonly List<Request> _waiting = [];
    private bool _isAsking;

    /// <summary>Reads the records of pictures.</summary>
    public async Task ReadAsync(IReadOnlyList<TagItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return;
        }

        var started = session.Steps.LookUp.Start();
        var records = await session
            .Retry.ExecuteAsync(
                token => session.Components.Index.GetManyAsync([.. items.Select(i => i.Name)], token),
                cancellationToken
            )
            .ConfigureAwait(false);
        session.Steps.LookUp.Stop(started, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Known = records[i];
        }
    }

    /// <summary>Takes over what the index has of a picture under another ending: its raw file became a companion, or is all that is left of it.</summary>
    public async Task InheritAsync(IReadOnlyList<TagItem> items, CancellationToken cancellationToken)
    {
        var asked = items.SelectMany(item =>
            FormerKeys(item).Select(key => (Item: item, Name: new ImageName(item.Name.Source, key)))
        );
        foreach (var batch in asked.Chunk(MaxBatch))
        {
            var records = await session
                .Retry.ExecuteAsync(
                    token => session.Components.Index.GetManyAsync([.. batch.Select(a => a.Name)], token),
                    cancellationToken
                )
                .ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
            {
                if (records[i] is { } record && IsSamePicture(batch[i].Item, record))
                {
                    Inherit(batch[i].Item, record);
                }
            }
        }
    }

    private static IEnumerable<string> FormerKeys(TagItem item)
    {
        var key = item.Name.Key;
        if (item.Listing.Companions is not { Count: > 0 } && (item.Known is not null || !ImageFiles.IsRaw(key)))
        {
            // Nearly all, and all of a run that only projects anew.
            return [];
        }

        var known = item.Known?.Companions ?? [];
        var joined = (item.Listing.Companions ?? []).Except(known, StringComparer.Ordinal).Where(e => ImageFiles.IsRaw(e));
        var left =
            item.Known is null && ImageFiles.IsRaw(key)
                ? ImageFiles.ShownEndings.SelectMany(e => (string[])[e, e.ToUpperInvariant()])
                : [];
        return joined.Concat(left).Select(ending => ImageFiles.KeyOf(key, ending));
    }

    // Beside a raw file of its own name it was the picture; and whose record names it as a companion was the picture before.
    private static bool IsSamePicture(TagItem item, ImageRecord record) =>
        ImageFiles.IsRaw(record.Key) || record.Companions.Contains(Path.GetExtension(item.Name.Key), StringComparer.Ordinal);

    private void Inherit(TagItem item, ImageRecord record)
    {
        item.InheritedEdits = record.Edits;
        foreach (var tagger in item.Needs.ToArray())
        {
            var name = _rules.Taggers[tagger].Name;
            if (
                record.Taggers.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal)) is
                { HasAnswer: true, IsListedContent: true } state
            )
            {
                var match = new LabelMatch
                {
                    Content = record.Contents.Count > 0 ? record.Contents[0] : default,
                    Image = record.Name,
                    State = state,
                    Edits = record.Edits,
                    Width = record.Width,
                    Height = record.Height,
                    Look = record.Look,
                };
                // Equal by name, not by content.
                Take(item, tagger, match, isSure: false);
            }
        }
    }

    /// <summary>Finds labels for one picture; those asked for at the same time share the look-up.</summary>
    public Task FindAsync(TagItem item)
    {
        var request = new Request(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            // Whoever finds nobody asking asks for all that come meanwhile; under one lock with the end of that, so that nobody is forgotten.
            _waiting.Add(request);
            if (!_isAsking)
            {
                _isAsking = true;
                _ = Task.Run(AskAsync, CancellationToken.None);
            }
        }

        return request.Done.Task;
    }

    /// <summary>Finds labels for pictures that need some, and marks what each still needs.</summary>
    public async Task FindAsync(IReadOnlyList<TagItem> items, CancellationToken cancellationToken)
    {
        var seen = session.InFlight.Refreshes;
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
            var started = session.Steps.LookUp.Start();
            var found = await session
                .Retry.ExecuteAsync(
                    token => session.Components.Index.FindLabelsAsync(contents, tagger.Name, token),
                    cancellationToken
                )
                .ConfigureAwait(false);
            session.Steps.LookUp.Stop(started, asking.Length);
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

    /// <summary>Finds the nearest picture of the index that a tagger answered for; null where none is near enough.</summary>
    public async Task<(Likeness Picture, TaggerState Answer)?> FindNearAsync(
        int tagger,
        Likeness picture,
        NearDuplicateReuse reuse,
        CancellationToken cancellationToken
    )
    {
        var started = session.Steps.LookUp.Start();
        var request = new SearchRequest
        {
            Query = picture.Near(reuse.Window),
            Size = MostNear,
            Sort = SearchSort.Name,
        };
        var found = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
        if (found.NextCursor is not null && picture.Embedding is { } embedding && session.Components.Index.Info.FindsSimilar)
        {
            // So many of one moment, such as pictures that were copied and tell no time: the nearest of them.
            request = request with
            {
                Sort = SearchSort.Score,
                SimilarTo = SimilarTo.Vector(embedding),
            };
            found = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
        }

        session.Steps.LookUp.Stop(started);
        return Nearest(tagger, picture, reuse, found.Hits.Select(h => h.Record));
    }

    /// <summary>Finds the pictures of the index that are near in time to any of some, many with one question; null where they are too many to hold.</summary>
    public async Task<IReadOnlyList<ImageRecord>?> FindNearAsync(
        IReadOnlyList<Likeness> pictures,
        TimeSpan window,
        CancellationToken cancellationToken
    )
    {
        var started = session.Steps.LookUp.Start();
        Dictionary<ImageName, ImageRecord> near = [];
        foreach (var windows in Likeness.Near(pictures, window).Chunk(MostWindows))
        {
            var request = new SearchRequest
            {
                Query = windows is [var one] ? one : new OrQuery(new(windows)),
                Size = SearchRequest.MaxSize,
                Sort = SearchSort.Name,
            };
            do
            {
                var found = await SearchAsync(request, cancellationToken).ConfigureAwait(false);
                foreach (var hit in found.Hits)
                {
                    near[hit.Record.Name] = hit.Record;
                }

                request = request with { Cursor = found.NextCursor };
            } while (request.Cursor is not null && near.Count <= MostTogether);

            if (near.Count > MostTogether)
            {
                return null;
            }
        }

        session.Steps.LookUp.Stop(started, pictures.Count);
        return [.. near.OrderBy(n => n.Key).Select(n => n.Value)];
    }

    /// <summary>Chooses the nearest of some pictures that a tagger answered for; null where none is near enough.</summary>
    public (Likeness Picture, TaggerState Answer)? Nearest(
        int tagger,
        Likeness picture,
        NearDuplicateReuse reuse,
        IEnumerable<ImageRecord> others
    )
    {
        (Likeness Picture, TaggerState Answer)? nearest = null;
        var most = double.MinValue;
        foreach (var record in others)
        {
            if (
                record.Name != picture.Name
                && record.Taggers.FirstOrDefault(t =>
                    string.Equals(t.Name, _rules.Taggers[tagger].Name, StringComparison.Ordinal)
                )
                    is { } state
                && Lender.Lends(state)
                && _rules.Serves(_rules.Taggers[tagger], state)
                && Likeness.Of(record) is { } other
                && picture.SimilarityTo(other, reuse) is { } similarity
                && similarity > most
            )
            {
                (nearest, most) = ((other, state), similarity);
            }
        }

        return nearest;
    }

    private Task<SearchResults> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        session.Retry.ExecuteAsync(token => session.Components.Index.SearchAsync(request, token), cancellationToken).AsTask();

    private async Task AskAsync()
    {
        while (true)
        {
            Request[] batch;
            lock (_lock)
            {
                batch = [.. _waiting.Take(MaxBatch)];
                _waiting.RemoveRange(0, batch.Length);
                if (batch.Length == 0)
                {
                    _isAsking = false;
                    return;
                }
            }

            try
            {
                await FindAsync([.. batch.Select(r => r.Item)], session.Lifetime.Stopping).ConfigureAwait(false);
                Array.ForEach(batch, r => r.Done.TrySetResult());
            }
            catch (Exception fault)
            {
                // Each asker gets it.
                Array.ForEach(batch, r => r.Done.TrySetException(fault));
            }
        }
    }

    private readonly record struct Request(TagItem Item, TaskCompletionSource Done);
}
