using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImageTagging.Hosting;

/// <summary>Registers under a builder's key; without one, as any service.</summary>
internal static class BuilderRegistrations
{
    extension(IImageTaggingBuilder builder)
    {
        /// <summary>The name of its settings.</summary>
        public string SettingsName => builder.ServiceKey ?? Options.DefaultName;

        /// <summary>Its settings, made and checked when they are first asked for.</summary>
        public IOptions<HostSettings> SettingsOf(IServiceProvider services) =>
            new NamedSettings(services.GetRequiredService<IOptionsMonitor<HostSettings>>(), builder.SettingsName);

        /// <summary>The services as its factories see them.</summary>
        public IServiceProvider Of(IServiceProvider services) =>
            builder.ServiceKey is { } key ? new KeyedServices(services, key) : services;

        public IImageTaggingBuilder Append<T>(T instance)
            where T : class
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(instance);
            builder.Services.Add(new(typeof(T), builder.ServiceKey, instance));
            return builder;
        }

        public IImageTaggingBuilder Append<T>(Func<IServiceProvider, T> make)
            where T : class
        {
            ArgumentNullException.ThrowIfNull(builder);
            ArgumentNullException.ThrowIfNull(make);
            builder.Services.Add(builder.Descriptor(make));
            return builder;
        }

        public IImageTaggingBuilder Replace<T>(T instance)
            where T : class
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Remove<T>();
            return builder.Append(instance);
        }

        public IImageTaggingBuilder Replace<T>(Func<IServiceProvider, T> make)
            where T : class
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Remove<T>();
            return builder.Append(make);
        }

        public void TryAppend<T>(Func<IServiceProvider, T> make)
            where T : class => builder.Services.TryAdd(builder.Descriptor(make));

        public bool Has<T>() => builder.Services.Any(d => d.ServiceType == typeof(T) && Equals(d.ServiceKey, builder.ServiceKey));

        private ServiceDescriptor Descriptor<T>(Func<IServiceProvider, T> make)
            where T : class =>
            builder.ServiceKey is { } key
                ? ServiceDescriptor.KeyedSingleton(key, (services, _) => make(new KeyedServices(services, key)))
                : ServiceDescriptor.Singleton(make);

        public void Remove<T>()
        {
            if (builder.ServiceKey is { } key)
            {
                builder.Services.RemoveAllKeyed<T>(key);
            }
            else
            {
                builder.Services.RemoveAll<T>();
            }
        }
    }
}
