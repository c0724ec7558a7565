// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Exported;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Begins to export a device. Stateless; any thread. */
@Component(service = ExportCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "export")
public final class ExportCommand {

    private static final String SUMMARY = "serve a device to other programs over NBD";

    private static final Syntax SYNTAX = Syntax.command("export", SUMMARY)
            .operand("DEVICE", "the device")
            .operand("ADDRESS", "unix:PATH or tcp:HOST:PORT; no HOST is loopback, * all; PORT 0 is any")
            .flag("refuse writes", "-r", "--read-only")
            .value("NAME", "the name by which clients ask for it, the device's unless given", "--name")
            .value("TEXT", "a description that clients are told", "-D", "--description")
            .value("FOLDER", "encrypt: where server-cert.pem and server-key.pem are", "--tls")
            .flag("with --tls, only clients with a certificate signed by ca-cert.pem", "--tls-verify")
            .build();

    private static final String UNIX = "unix:";

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ExportCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object export(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        ExportRequest request = new ExportRequest(
                arguments.text("DEVICE"),
                address(arguments, arguments.text("ADDRESS")),
                arguments.value("--name").orElse(null),
                arguments.value("-D").orElse(null),
                arguments.has("-r"),
                tls(arguments));
        return new Exported(layer.exports().export(request));
    }

    /** A socket's file is named from the folder that the session is in. */
    static String address(Arguments arguments, String typed) throws UsageException {
        if (!typed.startsWith(UNIX)) {
            return typed;
        }
        return UNIX + WorkingFolder.current().file(arguments, "ADDRESS", typed.substring(UNIX.length()));
    }

    private static ExportTls tls(Arguments arguments) throws UsageException {
        if (arguments.value("--tls").isEmpty()) {
            if (arguments.has("--tls-verify")) {
                throw arguments.wrong("--tls-verify", "goes with --tls FOLDER");
            }
            return null;
        }
        String folder = arguments.value("--tls").get();
        return new ExportTls(
                WorkingFolder.current().file(arguments, "--tls", folder).toString(),
                arguments.has("--tls-verify"));
    }
}
