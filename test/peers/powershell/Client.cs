using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;

/// Microsoft's PSRP client against whoever listens on <tmp>/CoreFxPipe_NAME. Standard input: one JSON request a line, one
/// JSON answer a line on standard output; the runspace stays open until the input ends.
///   { "script": "…", "parameters": {…} }  or  { "commands": [{ "name": "Get-X", "parameters": {…} }], "stopAfterMs": 500 }
/// Parameters: JSON values; { "$secret": "…" } becomes a SecureString, { "$bytes": "base64" } a byte array.
static class Client
{
    public static int Call(string name)
    {
        using var runspace = RunspaceFactory.CreateRunspace(new NamedPipeConnectionInfo(name));
        runspace.Open();
        Say(new JsonObject { ["opened"] = runspace.RunspaceStateInfo.State.ToString() });
        while (Console.In.ReadLine() is { } line) Say(Answer(runspace, JsonNode.Parse(line)!.AsObject()));
        return 0;
    }

    static JsonObject Answer(Runspace runspace, JsonObject request)
    {
        using var shell = PowerShell.Create(runspace);
        foreach (var command in Commands(request)) Add(shell, command);
        var output = new PSDataCollection<PSObject>();
        string? ended = null;
        try
        {
            var running = shell.BeginInvoke<PSObject, PSObject>(null, output);
            if (request["stopAfterMs"] is { } ms && !running.AsyncWaitHandle.WaitOne((int)ms)) shell.Stop();
            shell.EndInvoke(running);
        }
        catch (RuntimeException error)
        {
            ended = error.Message;
            if (shell.InvocationStateInfo.State == PSInvocationState.Failed) shell.Streams.Error.Add(error.ErrorRecord);
        }
        return new JsonObject
        {
            ["state"] = shell.InvocationStateInfo.State.ToString(),
            ["ended"] = ended,
            ["output"] = Texts(output, item => item?.ToString()),
            ["clixml"] = Texts(output, item => PSSerializer.Serialize(item, 3)),
            ["errors"] = new JsonArray([.. shell.Streams.Error.Select(Error)]),
            ["warnings"] = Texts(shell.Streams.Warning, record => record.Message),
            ["verbose"] = Texts(shell.Streams.Verbose, record => record.Message),
            ["debug"] = Texts(shell.Streams.Debug, record => record.Message),
            ["progress"] = Texts(shell.Streams.Progress, record => $"{record.Activity}: {record.StatusDescription} {record.PercentComplete}"),
            ["information"] = Texts(shell.Streams.Information, record => record.ToString()),
        };
    }

    static IEnumerable<JsonObject> Commands(JsonObject request) =>
        request["commands"] is JsonArray commands ? commands.Select(one => one!.AsObject()) : [request];

    static void Add(PowerShell shell, JsonObject command)
    {
        if (command["script"] is { } script) shell.AddScript((string)script!);
        else shell.AddCommand((string)command["name"]!);
        foreach (var (name, value) in command["parameters"]?.AsObject() ?? []) shell.AddParameter(name, Value(value));
    }

    static object? Value(JsonNode? node) => node switch
    {
        JsonArray items => items.Select(Value).ToArray(),
        JsonObject { Count: 1 } one when one["$secret"] is { } text => Secret((string)text!),
        JsonObject { Count: 1 } one when one["$bytes"] is { } text => Convert.FromBase64String((string)text!),
        JsonObject entries => new System.Collections.Hashtable(entries.ToDictionary(entry => (object)entry.Key, entry => Value(entry.Value))),
        JsonValue value when value.TryGetValue(out int number) => number,
        JsonValue value when value.TryGetValue(out double number) => number,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value => (string?)value,
        _ => null,
    };

    static SecureString Secret(string text)
    {
        var secret = new SecureString();
        foreach (var character in text) secret.AppendChar(character);
        secret.MakeReadOnly();
        return secret;
    }

    static JsonNode Error(ErrorRecord record) => new JsonObject
    {
        ["message"] = record.ToString(),
        ["id"] = record.FullyQualifiedErrorId,
        ["category"] = record.CategoryInfo.GetMessage(),
        ["target"] = record.TargetObject?.ToString(),
    };

    static JsonArray Texts<T>(IEnumerable<T> items, Func<T, string?> text) => new([.. items.Select(item => (JsonNode?)text(item))]);

    static void Say(JsonObject answer)
    {
        Console.Out.WriteLine(answer.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Console.Out.Flush();
    }
}
