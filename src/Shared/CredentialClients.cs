using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;

namespace ImageTagging.Hosting;

// Keeps the clients with which AWS's chain of credentials takes on roles: those of service accounts (EKS), of profiles, of single
// sign-on. Its core looks them up by their names, which trimming does not see and a native image cannot do.
internal static class CredentialClients
{
    private static int s_registered;

    // Registers them where nothing is looked up by name; once a process.
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSecurityTokenServiceClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSecurityTokenServiceConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSSOClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSSOConfig))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSSOOIDCClient))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AmazonSSOOIDCConfig))]
    public static void Register()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported && Interlocked.Exchange(ref s_registered, 1) == 0)
        {
            RegisterNow();
        }
    }

    // Registers them.
    internal static void RegisterNow()
    {
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSecurityTokenServiceClient(context =>
        {
            var asked = context.SecurityTokenServiceClientContextData;
            // A token of the service account or of the identity provider says who asks; nothing else signs.
            return asked.Action == SecurityTokenServiceClientContext.ActionContext.AssumeRoleAWSCredentials
                ? new AmazonSecurityTokenServiceClient(asked.Region)
                : new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), asked.Region);
        });
        registry.RegisterSSOClient(context => new AmazonSSOClient(
            new AnonymousAWSCredentials(),
            context.SSOClientContextData.Region
        ));
        registry.RegisterSSOOIDCClient(context => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(),
            context.SSOOIDCClientContextData.Region
        ));
    }
}
