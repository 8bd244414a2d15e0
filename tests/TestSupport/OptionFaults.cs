namespace ImageTagging.TestSupport;

/// <summary>The faults of options that only their use tells.</summary>
public static class OptionFaults
{
    /// <summary>What using them tells; nothing where they are used without a word.</summary>
    public static IReadOnlyList<string> Of(Action use)
    {
        try
        {
            use();
            return [];
        }
        catch (ImageTaggingException fault) when (fault.Code == "InvalidOptions")
        {
            return [fault.Message];
        }
    }
}
