using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ImageTagging.Hosting;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary>The rules of options' values; a fault is reported before anything is done.</summary>
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

    /// <summary>An option that is a number of bytes, said with its unit.</summary>
    public static Option<long?> Size(string name, string description)
    {
        var option = new Option<long?>(name) { Description = description, HelpName = "SIZE" };
        option.CustomParser = result => Bytes(option, result);
        return option;
    }

    /// <summary>An option that is two prices of tokens.</summary>
    public static Option<TokenPrice?> TokenPrice(string name, string description)
    {
        var option = new Option<TokenPrice?>(name) { Description = description, HelpName = "IN/OUT" };
        option.CustomParser = result =>
        {
            if (Setup.TokenPrice.TryParse(result.Tokens is [var only] ? only.Value : "", out var price))
            {
                return price;
            }

            result.AddError($"{name} takes two prices such as 0.15/0.60.");
            return null;
        };
        return option;
    }

    /// <summary>Values that a shell completes; others are taken too.</summary>
    public static Option<T> Offering<T>(this Option<T> option, IEnumerable<string> values)
    {
        option.CompletionSources.Add([.. values]);
        return option;
    }

    /// <summary>Has a shell complete the values of a choice as help writes them.</summary>
    public static void OfferValues(Command command)
    {
        foreach (var option in command.Options)
        {
            var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
            if (type.IsEnum)
            {
                option.CompletionSources.Clear();
                option.CompletionSources.Add([.. Enum.GetNames(type).Select(n => n.ToLowerInvariant())]);
            }
        }

        foreach (var below in command.Subcommands)
        {
            OfferValues(below);
        }
    }

    /// <summary>
    /// Makes every fraction of a command and of those below it a plain number with a point, and every time one with its unit: the
    /// parser's own way takes a decimal comma for one between thousands, makes 15 of 1,5, and days of a time that is a number alone.
    /// </summary>
    public static void ReadNumbersStrictly(Command command)
    {
        foreach (var option in command.Options)
        {
            switch (option)
            {
                case Option<decimal> number:
                    number.CustomParser = result => Number<decimal>(option, result) ?? 0;
                    break;
                case Option<decimal?> number:
                    number.CustomParser = result => Number<decimal>(option, result);
                    break;
                case Option<double> number:
                    number.CustomParser = result => Number<double>(option, result) ?? 0;
                    break;
                case Option<double?> number:
                    number.CustomParser = result => Number<double>(option, result);
                    break;
                case Option<TimeSpan?> time:
                    time.CustomParser = result => Time(option, result);
                    break;
            }
        }

        foreach (var below in command.Subcommands)
        {
            ReadNumbersStrictly(below);
        }
    }

    private static T? Number<T>(Option option, ArgumentResult result)
        where T : struct, INumberBase<T>
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) && T.IsFinite(number))
        {
            return number;
        }

        result.AddError($"{option.Name} takes a number such as 1.5, not '{text}'.");
        return null;
    }

    // A number alone would be days to .NET and seconds to a person, so it is neither.
    private static TimeSpan? Time(Option option, ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        long? unit =
            text.Length == 0
                ? null
                : text[^1] switch
                {
                    's' => TimeSpan.TicksPerSecond,
                    'm' => TimeSpan.TicksPerMinute,
                    'h' => TimeSpan.TicksPerHour,
                    'd' => TimeSpan.TicksPerDay,
                    _ => null,
                };
        if (
            unit is { } ticks
            && double.TryParse(text.AsSpan(0, text.Length - 1), Plain, CultureInfo.InvariantCulture, out var number)
            && number * ticks < TimeSpan.MaxValue.Ticks
        )
        {
            return TimeSpan.FromTicks((long)(number * ticks));
        }

        if (TimeText.TryParse(text, out var time))
        {
            return time;
        }

        result.AddError($"{option.Name} takes a time such as 30s, 10m, 2h or 00:10:00, not '{text}'.");
        return null;
    }

    // A number alone would be bytes to some and megabytes to others.
    private static long? Bytes(Option option, ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        long? unit =
            text.Length == 0
                ? null
                : char.ToUpperInvariant(text[^1]) switch
                {
                    'M' => 1L << 20,
                    'G' => 1L << 30,
                    _ => null,
                };
        if (
            unit is { } bytes
            && double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number * bytes < long.MaxValue
        )
        {
            return (long)(number * bytes);
        }

        result.AddError($"{option.Name} takes a size such as 512M or 2G, not '{text}'.");
        return null;
    }

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
