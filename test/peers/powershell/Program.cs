// Microsoft's own PowerShell engine as a foreign peer: PSRP server, PSRP client, parser, parameter binder. See README.md.
using System.Management.Automation;
using System.Management.Automation.Remoting;
using System.Reflection;

switch (args)
{
    case ["serve", .. var initial]:
        var mediator = typeof(PSObject).Assembly.GetType("System.Management.Automation.Remoting.Server.StdIOProcessMediator")!;
        var script = initial.Length > 0 ? File.ReadAllText(initial[0]) : null;
        mediator.GetMethod("Run", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [script, null, null, null, false]);
        return 0;
    case ["listen", var name]:
        RemoteSessionNamedPipeServer.CreateCustomNamedPipeServer(name);
        Console.WriteLine("listening");
        // Ends with whoever started it: its standard input is then closed.
        Console.In.ReadToEnd();
        return 0;
    case ["call", var name]:
        return Client.Call(name);
    case ["bench", var name]:
        return Bench.Run(name);
    case ["parse"]:
        return Parse.Run();
    case ["bind"]:
        return Bind.Run();
    default:
        Console.Error.WriteLine("engine serve [INITIAL.ps1] | listen NAME | call NAME | bench NAME | parse | bind");
        return 2;
}
