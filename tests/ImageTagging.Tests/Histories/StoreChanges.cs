using ImageTagging.Tests.Running;

namespace ImageTagging.Tests.Histories;

/// <summary>What people and clocks do between two runs: pictures come, change, go, move and swap; corrections are made; time passes and jumps.</summary>
internal sealed class StoreChanges(
    Random random,
    IReadOnlyList<PictureStore> stores,
    FastTime time,
    Func<ImageName, Task> correct
)
{
    public void Fill()
    {
        foreach (var store in stores)
        {
            for (var i = random.Next(4, 16) / stores.Count; i > 0; i--)
            {
                store.Put(AnyKey(), AnyPicture());
            }
        }
    }

    public async Task MakeAsync()
    {
        for (var changes = random.Next(0, 5); changes > 0; changes--)
        {
            var store = stores[random.Next(stores.Count)];
            var keys = store.Keys;
            if (keys.Count == 0)
            {
                store.Put(AnyKey(), AnyPicture());
                continue;
            }

            await MakeAsync(store, keys, keys[random.Next(keys.Count)]);
        }
    }

    private async Task MakeAsync(PictureStore store, IReadOnlyList<string> keys, string key)
    {
        switch (random.Next(10))
        {
            case 0:
                store.Put(AnyKey(), AnyPicture());
                break;
            case 1:
                store.Put(key, AnyPicture());
                break;
            case 2:
                store.Remove(key);
                break;
            case 3:
                var other = keys[random.Next(keys.Count)];
                var (one, two) = (store[key], store[other]);
                store.Put(key, two);
                store.Put(other, one);
                break;
            case 4:
                store.Rename(key, AnyKey());
                break;
            case 5:
                stores[random.Next(stores.Count)].Put(AnyKey(), store[key]);
                break;
            case 6:
                time.JumpWallClock(TimeSpan.FromMinutes(random.Next(-90, 90)));
                break;
            case 7:
                time.Advance(TimeSpan.FromHours(random.Next(1, 100)));
                break;
            case 8:
                time.JumpWallClock(TimeSpan.FromDays(random.Next(1, 22)));
                break;
            default:
                await correct(new(store.Name, key));
                break;
        }
    }

    private string AnyKey() => $"{"ab"[random.Next(2)]}/{random.Next(30):00}.jpg";

    private string AnyPicture() => $"thing{random.Next(40)}";
}
