// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Transfer;
import org.blockgraph.shell.transfer.ReadRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads bytes. Stateless; any thread. */
@Component(service = ReadCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "read")
public final class ReadCommand {

    private static final String SUMMARY = "read bytes, and verify, print or save them";

    private static final Syntax SYNTAX = Syntax.command("read", SUMMARY)
            .operand("DEVICE", "the device")
            .operand("OFFSET", "where to begin, in bytes or as 64k, 1M, 0x1000")
            .operand("LENGTH", "how many bytes")
            .value("PATTERN", "fail unless every byte is this one, 0 to 255 or 0x00 to 0xff", "-P")
            .value("START", "with -P, where within LENGTH to begin to verify", "-s")
            .value("COUNT", "with -P, how many bytes to verify", "-l")
            .flag("print the bytes", "-v")
            .value("FILE", "save the bytes in a file, which is made or overwritten", "--to")
            .flag("do not print how much and how fast", "-q")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ReadCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object read(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        long offset = arguments.size("OFFSET");
        long length = arguments.size("LENGTH");
        ReadRun read = new ReadRun(layer.graph().device(arguments.text("DEVICE")), offset, length);
        if (arguments.has("-v")) {
            read.dump(System.out);
        }
        verify(arguments, read, length);
        if (arguments.has("--to")) {
            read.saveTo(WorkingFolder.current().file(arguments, "--to", arguments.value("--to").get()));
        }
        Transfer transfer = read.run();
        return arguments.has("-q") ? null : transfer;
    }

    private static void verify(Arguments arguments, ReadRun read, long length) throws UsageException {
        if (!arguments.has("-P")) {
            for (String option : List.of("-s", "-l")) {
                if (arguments.has(option)) {
                    throw arguments.wrong(option, "goes only with -P");
                }
            }
            return;
        }
        long start = arguments.sizeOf("-s", 0);
        if (start > length) {
            throw arguments.wrong("-s", start + " is beyond LENGTH, " + length);
        }
        long count = arguments.sizeOf("-l", length - start);
        if (count > length - start) {
            String range = count + " bytes from " + start + " on";
            throw arguments.wrong("-l", range + " reach beyond LENGTH, " + length);
        }
        read.verify(arguments.patternOf("-P"), start, count);
    }
}
