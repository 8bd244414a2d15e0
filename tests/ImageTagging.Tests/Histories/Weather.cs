namespace ImageTagging.Tests.Histories;

/// <summary>What goes wrong in one run, as probabilities of a fault.</summary>
public sealed class Weather
{
    public Weather() { }

    public Weather(Random random)
    {
        List = Some(random, 0.02);
        Scan = Some(random, 0.02);
        Read = Some(random, 0.2);
        Tag = Some(random, 0.3);
        Write = Some(random, 0.3);
        LostAnswer = Some(random, 0.3);
        Kill = random.Next(4) == 0 ? 0.05 : 0;
        Interrupted = random.Next(4) == 0;
        Gap = random.Next(4) == 0;
        Budget = random.Next(3) == 0 ? random.Next(6) : null;
        AllowRemovals = random.Next(3) == 0;
        Corrects = random.Next(2) == 0;
    }

    public double List { get; }

    public double Scan { get; }

    public double Read { get; }

    public double Tag { get; }

    public double Write { get; }

    public double LostAnswer { get; }

    public double Kill { get; }

    public bool Interrupted { get; }

    public bool Gap { get; }

    public int? Budget { get; }

    public bool AllowRemovals { get; } = true;

    /// <summary>Whether people correct while the run goes on.</summary>
    public bool Corrects { get; }

    private static double Some(Random random, double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
}
