using ImageTagging.Leases;

namespace ImageTagging.Tests.Leases;

public sealed class ProcessOwnerTests
{
    [Fact]
    public void An_owner_that_cannot_be_read_is_not_dead()
    {
        var owner = ProcessOwner.Current with { ProcessId = 77, Started = "123" };
        Assert.Null(owner.LivesBy(started: null, isThere: true));
        Assert.Null(owner.LivesBy(started: null, isThere: null));
        Assert.Null((owner with { Started = "0" }).LivesBy("123", isThere: true));
        Assert.Equal(false, owner.LivesBy(started: null, isThere: false));
        Assert.Equal(false, owner.LivesBy("124", isThere: true));
        Assert.Equal(true, owner.LivesBy("123", isThere: true));
        Assert.True(ProcessOwner.Current.IsAlive);
        Assert.True((ProcessOwner.Current with { ProcessId = int.MaxValue }).IsDead);
    }

    [Fact]
    public void A_process_knows_itself()
    {
        Assert.True(ProcessOwner.Current.IsAlive);
        Assert.Equal(ProcessOwner.Current, ProcessOwner.TryParse(ProcessOwner.Current.ToString()));
        Assert.True((ProcessOwner.Current with { ProcessId = int.MaxValue }).IsDead);
        Assert.False((ProcessOwner.Current with { Machine = "elsewhere" }).IsDead);
        Assert.Equal(ProcessOwner.Current, ProcessOwner.TryParse(ProcessOwner.Current.ToString("one of its accounts")));
        Assert.Null(ProcessOwner.TryParse("x|y"));
        Assert.Equal("process 7 on elsewhere", new ProcessOwner("elsewhere~0123456789ab", 7, "1").InWords());
    }
}
