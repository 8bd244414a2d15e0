using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>
/// Makes a provider's options: the host's <c>Configure</c> first, then what the call on the builder says, then the host's
/// <c>PostConfigure</c>. What the host says without a name is for every provider of the kind.
/// </summary>
internal sealed class ProviderOptionsFactory<T>(
    IServiceProvider services,
    IEnumerable<ProviderOptions<T>> said,
    IEnumerable<IConfigureOptions<T>> configure,
    IEnumerable<IPostConfigureOptions<T>> postConfigure,
    IEnumerable<IValidateOptions<T>> validations
) : IOptionsFactory<T>
    where T : class, new()
{
    /// <inheritdoc />
    public T Create(string name)
    {
        var options = Make(new(), now => said.Where(s => s.Name == name).Aggregate(now, (o, s) => s.Make(services, o)));
        List<string> faults =
        [
            .. said.Where(s => s.Name == name).SelectMany(s => s.Validate?.Invoke(options) ?? []),
            .. validations.Select(v => v.Validate(name, options)).Where(r => r.Failed).SelectMany(r => r.Failures ?? []),
        ];
        return faults.Count == 0 ? options : throw new OptionsValidationException(name, typeof(T), faults);
    }

    /// <summary>Options of which something between <c>Configure</c> and <c>PostConfigure</c> is said.</summary>
    public T Make(T options, Func<T, T> say)
    {
        foreach (var one in configure)
        {
            one.Configure(options);
        }

        options = say(options);
        foreach (var one in postConfigure)
        {
            one.PostConfigure(Options.DefaultName, options);
        }

        return options;
    }
}
