namespace ImageTagging.Tests.Histories;

/// <summary>The index as one process sees it: requests fail and answers get lost for a while, and once the process is killed nothing goes through.</summary>
internal sealed class MortalIndex(ITagIndex inner, Random random) : DelegatingTagIndex(inner)
{
    public const string Killed = "Killed";

    /// <summary>After so many more moments before or after a request the process dies; null for never.</summary>
    public int? DiesIn { get; set; }

    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    public override async ValueTask<StateEntry?> ReadStateAsync(string name, CancellationToken cancellationToken = default)
    {
        Live();
        MayFail();
        var entry = await Inner.ReadStateAsync(name, cancellationToken);
        Live();
        return entry;
    }

    public override async ValueTask<bool> TryWriteStateAsync(StateEntry next, CancellationToken cancellationToken = default)
    {
        Live();
        MayFail();
        var isWritten = await Inner.TryWriteStateAsync(next, cancellationToken);
        Live();
        MayFail();
        return isWritten;
    }

    private void Live()
    {
        IsDead |= DiesIn-- <= 0;
        if (IsDead)
        {
            throw new ImageTaggingException("Killed.") { Kind = FailureKind.SetUp, Code = Killed };
        }
    }

    private void MayFail()
    {
        if (random.Next(12) == 0)
        {
            throw new ImageTaggingException("Made to fail.") { Kind = FailureKind.Transient, Code = "Made" };
        }
    }
}
