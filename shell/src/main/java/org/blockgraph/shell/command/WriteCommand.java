// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import java.util.OptionalLong;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Transfer;
import org.blockgraph.shell.transfer.WriteRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes bytes. Stateless; any thread. */
@Component(service = WriteCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "write")
public final class WriteCommand {

    private static final String SUMMARY = "write a pattern, a file or zeroes";

    private static final byte DEFAULT_PATTERN = (byte) 0xcd;

    private static final Syntax SYNTAX = Syntax.command("write", SUMMARY)
            .operand("DEVICE", "the device")
            .operand("OFFSET", "where to begin, in bytes or as 64k, 1M, 0x1000")
            .optional("LENGTH", "how many bytes; with a file its size unless given")
            .value("PATTERN", "write this byte, 0 to 255 or 0x00 to 0xff; 0xcd unless given", "-P")
            .value("FILE", "write the content of a file, again and again up to LENGTH", "-s", "--from")
            .flag("write zeroes by the operation for it", "-z")
            .flag("with -z, let storage be freed", "-u")
            .flag("with -z, fail rather than write buffers of zeroes", "-n")
            .flag("return when the bytes are on stable storage (force unit access)", "-f")
            .flag("print nothing", "-q")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public WriteCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object write(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        requireOneSource(arguments);
        long offset = arguments.size("OFFSET");
        OptionalLong length = arguments.operand("LENGTH").isPresent()
                ? OptionalLong.of(arguments.size("LENGTH"))
                : OptionalLong.empty();
        if (length.isEmpty() && !arguments.has("-s")) {
            throw arguments.wrong("LENGTH", "missing; usage: " + SYNTAX.synopsis());
        }
        byte pattern = arguments.has("-P") ? arguments.patternOf("-P") : DEFAULT_PATTERN;
        BlockDevice device = layer.graph().device(arguments.text("DEVICE"));
        WriteRun write = new WriteRun(device, offset, flags(arguments));
        Transfer transfer;
        if (arguments.has("-z")) {
            transfer = write.zeroes(length.getAsLong());
        } else if (arguments.has("-s")) {
            String name = arguments.value("-s").get();
            transfer = write.file(WorkingFolder.current().file(arguments, "-s", name), length);
        } else {
            transfer = write.pattern(pattern, length.getAsLong());
        }
        return arguments.has("-q") ? null : transfer;
    }

    private static void requireOneSource(Arguments arguments) throws UsageException {
        if (arguments.has("-P") && arguments.has("-s")) {
            throw arguments.wrong("-P", "does not go with -s: write a pattern or a file");
        }
        for (String option : List.of("-P", "-s")) {
            if (arguments.has("-z") && arguments.has(option)) {
                throw arguments.wrong(option, "does not go with -z: write it or zeroes");
            }
        }
        for (String option : List.of("-u", "-n")) {
            if (arguments.has(option) && !arguments.has("-z")) {
                throw arguments.wrong(option, "goes only with -z");
            }
        }
    }

    private static int flags(Arguments arguments) {
        return (arguments.has("-f") ? IoFlags.FUA : IoFlags.NONE)
                | (arguments.has("-u") ? IoFlags.MAY_UNMAP : IoFlags.NONE)
                | (arguments.has("-n") ? IoFlags.NO_FALLBACK : IoFlags.NONE);
    }
}
