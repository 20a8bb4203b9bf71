using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json.Nodes;

/// Microsoft's client at the same work as ours in bench/remote-powershell.ts: standard input names it, one JSON object with
/// the scripts and counts; standard output has milliseconds.
static class Bench
{
    public static int Run(string name)
    {
        var work = JsonNode.Parse(Console.In.ReadToEnd())!.AsObject();
        var opens = Enumerable.Range(0, (int)work["opens"]!).Select(_ => Session(name, () => Timed(() => Open(name).Dispose()))).ToArray();
        return Session(name, () => Measure(name, work, opens));
    }

    static int Measure(string name, JsonObject work, double[] opens)
    {
        using var runspace = Open(name);
        var trips = Enumerable.Range(0, (int)work["trips"]!).Select(_ => Timed(() => Invoke(runspace, (string)work["trip"]!))).ToArray();
        var payload = new byte[(int)work["bytes"]!];
        var result = new JsonObject
        {
            ["open"] = Numbers(opens),
            ["trip"] = Numbers(trips),
            ["objects"] = Numbers(Repeat(work, () => Invoke(runspace, (string)work["objects"]!))),
            ["bytesDown"] = Numbers(Repeat(work, () => Invoke(runspace, (string)work["bytesDown"]!))),
            ["bytesUp"] = Numbers(Repeat(work, () => Invoke(runspace, (string)work["bytesUp"]!, payload))),
            ["cmdlets"] = Numbers(Repeat(work, () =>
            {
                for (var call = 0; call < (int)work["calls"]!; call++) Cmdlet(runspace, work);
            })),
        };
        Console.WriteLine(result.ToJsonString());
        return 0;
    }

    /// The server listens for one client at a time, and touches its socket when it is ready for the next.
    static T Session<T>(string name, Func<T> use)
    {
        var socket = Path.Combine(Path.GetTempPath(), "CoreFxPipe_" + name);
        var before = File.GetLastWriteTimeUtc(socket);
        var result = use();
        for (var patience = 500; patience > 0 && (!File.Exists(socket) || File.GetLastWriteTimeUtc(socket) == before); patience--) Thread.Sleep(10);
        return result;
    }

    static Runspace Open(string name)
    {
        var runspace = RunspaceFactory.CreateRunspace(new NamedPipeConnectionInfo(name));
        runspace.Open();
        return runspace;
    }

    static void Invoke(Runspace runspace, string script, object? argument = null)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        if (argument != null) shell.AddParameter("Value", argument);
        shell.Invoke();
        if (shell.HadErrors) throw new InvalidOperationException(shell.Streams.Error.FirstOrDefault()?.ToString());
    }

    static void Cmdlet(Runspace runspace, JsonObject work)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand((string)work["cmdlet"]!["name"]!);
        foreach (var (name, value) in work["cmdlet"]!["parameters"]!.AsObject()) shell.AddParameter(name, (string)value!);
        shell.Invoke();
    }

    static double[] Repeat(JsonObject work, Action action) => [.. Enumerable.Range(0, (int)work["repeats"]!).Select(_ => Timed(action))];

    static double Timed(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }

    static JsonArray Numbers(double[] values) => new([.. values.Select(value => (JsonNode?)value)]);
}
