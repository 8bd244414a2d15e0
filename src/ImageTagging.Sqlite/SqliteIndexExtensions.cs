using System.Globalization;
using ImageTagging.Hosting;
using Microsoft.Extensions.Configuration;

namespace ImageTagging;

/// <summary>Uses the embedded index in a host.</summary>
public static class SqliteIndexExtensions
{
    /// <summary>Uses an index in one SQLite file, instead of any said before; the container disposes it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; made where it is not there.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseSqliteIndex(this IImageTaggingBuilder builder, string path) =>
        builder.UseSqliteIndex(new SqliteIndexOptions { Path = path });

    /// <summary>Uses an index in one SQLite file, instead of any said before; the container disposes it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How it is opened.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    public static IImageTaggingBuilder UseSqliteIndex(this IImageTaggingBuilder builder, SqliteIndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return options.Validate() is { Count: > 0 } faults
            ? throw new ArgumentException(string.Join(" ", faults), nameof(options))
            : builder.UseIndex(_ => new SqliteTagIndex(options));
    }

    /// <summary>Lets the configuration name an embedded index: <c>Index</c> with <c>Type</c> <c>sqlite</c>, <c>Path</c>, and maybe the other options.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSqliteSupport(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<ITagIndex>(
            "sqlite",
            (_, section) => new SqliteTagIndex(Read(section, [])),
            section =>
            {
                var faults = new List<string>();
                faults.AddRange(Read(section, faults).Validate());
                return faults;
            }
        );

    internal static SqliteIndexOptions Read(IConfigurationSection section, List<string> faults)
    {
        var options = new SqliteIndexOptions { Path = section["Path"] ?? "" };
        return options with
        {
            CacheBytes = Number(nameof(options.CacheBytes), options.CacheBytes),
            PageCacheBytes = Number(nameof(options.PageCacheBytes), options.PageCacheBytes),
            MaxReaders = (int)Math.Min(int.MaxValue, Number(nameof(options.MaxReaders), options.MaxReaders)),
            BusyTimeout = Time(nameof(options.BusyTimeout), options.BusyTimeout),
        };

        long Number(string name, long otherwise)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                faults.Add($"{section.Path}:{name} is a whole number.");
                return otherwise;
            }

            return number;
        }

        TimeSpan Time(string name, TimeSpan otherwise)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (!TimeText.TryParse(text, out var time))
            {
                faults.Add($"{section.Path}:{name} is a time such as 00:00:30.");
                return otherwise;
            }

            return time;
        }
    }
}
