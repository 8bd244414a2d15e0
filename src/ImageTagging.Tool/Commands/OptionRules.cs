using System.CommandLine;
using System.CommandLine.Parsing;

namespace ImageTagging.Tool.Commands;

/// <summary>What an option's value must be; said when it is not, before anything is done.</summary>
internal static class OptionRules
{
    /// <summary>Refuses values that do not hold.</summary>
    /// <param name="option">The option.</param>
    /// <param name="holds">Whether a value, which is never null, can be used.</param>
    /// <param name="says">What the value must be, such as "is 1 or more".</param>
    public static Option<T> Where<T>(this Option<T> option, Predicate<T> holds, string says)
    {
        option.Validators.Add(result =>
        {
            if (Read<T>(result) is { } value && !holds(value))
            {
                result.AddError($"{option.Name} {says}.");
            }
        });
        return option;
    }

    /// <summary>How many results a command prints.</summary>
    public static Option<int> Limit(string what, int most) =>
        new Option<int>("--limit", "-n")
        {
            Description = $"How many {what}, at the most (0 for all)",
            HelpName = "N",
            DefaultValueFactory = _ => most,
        }.Where(n => n >= 0, "is 0 (all) or more");

    // What is no such value at all is the parser's to say.
    private static T? Read<T>(OptionResult result)
    {
        try
        {
            return result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
