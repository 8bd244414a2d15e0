namespace ImageTagging.Tests.Histories;

/// <summary>Throws the faults of a run's weather. Once killed, nothing reaches the index any more.</summary>
public sealed class FaultGate(Weather weather, Random random)
{
    private readonly Lock _lock = new();

    public bool IsDead { get; private set; }

    /// <summary>Whether a fault was thrown that must stop the run.</summary>
    public bool HasStopped { get; private set; }

    public Action? Interrupt { get; set; }

    public bool Chance(double probability)
    {
        lock (_lock)
        {
            return random.NextDouble() < probability;
        }
    }

    public int Next(int most)
    {
        lock (_lock)
        {
            return random.Next(most);
        }
    }

    public void Maybe(double probability, FailureKind kind)
    {
        if (Chance(probability))
        {
            HasStopped |= kind == FailureKind.SetUp;
            throw new ImageTaggingException("Made to fail.") { Kind = kind, Code = "Made" };
        }
    }

    public void BeforeIndex(string what)
    {
        MaybeKillOrInterrupt();
        if (IsDead)
        {
            throw new ImageTaggingException("Killed.") { Code = "Killed" };
        }

        Maybe(weather.Write, FailureKind.Transient);
    }

    public void AfterWrite()
    {
        MaybeKillOrInterrupt();
        if (IsDead)
        {
            throw new ImageTaggingException("Killed.") { Code = "Killed" };
        }

        Maybe(weather.LostAnswer, FailureKind.Transient);
    }

    public void MaybeKillOrInterrupt()
    {
        IsDead |= Chance(weather.Kill);
        if (Interrupt is not null && Chance(0.05))
        {
            Interrupt();
        }
    }
}
