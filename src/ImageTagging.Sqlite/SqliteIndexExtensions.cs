using System.Globalization;
using System.Runtime.CompilerServices;
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
        builder.UseSqliteIndex((_, options) => options.Path = path);

    /// <summary>Uses an index in one SQLite file, instead of any said before; the container disposes it.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="options">How it is opened.</param>
    /// <returns>The builder.</returns>
    [OverloadResolutionPriority(1)]
    public static IImageTaggingBuilder UseSqliteIndex(this IImageTaggingBuilder builder, SqliteIndexOptions options) =>
        Use(builder, builder.AddProviderOptions<SqliteIndexOptions>((_, _) => options with { }, static o => o.Validate()));

    /// <summary>Uses an index in one SQLite file, instead of any said before; the container disposes it.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseSqliteIndex(this IImageTaggingBuilder builder, Action<SqliteIndexOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseSqliteIndex((_, options) => configure(options));
    }

    /// <summary>Uses an index in one SQLite file, instead of any said before; the container disposes it.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder UseSqliteIndex(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, SqliteIndexOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Use(builder, builder.AddProviderOptions(configure, static o => o.Validate()));
    }

    /// <summary>Lets the configuration name an embedded index: <c>Index</c> with <c>Type</c> <c>sqlite</c>, <c>Path</c>, and maybe the other options.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddSqliteSupport(this IImageTaggingBuilder builder) =>
        builder.AddConfiguredProvider<ITagIndex>(
            "sqlite",
            (services, section) =>
                new SqliteTagIndex(services.MakeProviderOptions<SqliteIndexOptions>(now => Read(section, now, []))),
            section =>
            {
                var faults = new List<string>();
                faults.AddRange(Read(section, new(), faults).Validate().Select(f => $"{section.Path}:{f}"));
                return faults;
            }
        );

    private static IImageTaggingBuilder Use(IImageTaggingBuilder builder, Func<IServiceProvider, SqliteIndexOptions> options) =>
        builder.UseIndex(services => new SqliteTagIndex(options(services)));

    internal static SqliteIndexOptions Read(IConfigurationSection section, SqliteIndexOptions options, List<string> faults)
    {
        return options with
        {
            Path = section["Path"] ?? options.Path,
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
