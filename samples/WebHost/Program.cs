// A host with its own log-in that has the page under /pictures: dotnet run --project samples/WebHost -- FOLDER
using System.Security.Claims;
using ImageTagging;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => o.LoginPath = "/login");
builder.Services.AddAuthorization();
builder
    .Services.AddImageTagging()
    .AddFolderSource(args.Length > 0 ? args[0] : "samples/photos")
    .AddLocalTagger()
    .UseImaging()
    .UseSqliteIndex("pictures.db")
    .RunInBackground(TimeSpan.FromHours(1));

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapImageTagging("/pictures").RequireAuthorization();
app.MapGet("/", () => Results.Redirect("/pictures/"));
app.MapGet(
    "/login",
    () => Results.Content("<form method=post><input name=user required><button>Log in</button></form>", "text/html")
);
app.MapPost(
    "/login",
    async (HttpContext context) =>
    {
        // A real host asks for more than a name.
        var name = (await context.Request.ReadFormAsync())["user"].ToString();
        var user = new ClaimsIdentity([new(ClaimTypes.Name, name)], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(user));
        return Results.Redirect("/pictures/");
    }
);
app.Run();
