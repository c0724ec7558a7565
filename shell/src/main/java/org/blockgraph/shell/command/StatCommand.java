// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.DeviceList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Prints devices' counters. Stateless; any thread. */
@Component(service = StatCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "stat")
public final class StatCommand {

    private static final String SUMMARY = "print counters of a device, or of all devices";

    private static final Syntax SYNTAX = Syntax.command("stat", SUMMARY)
            .optional("DEVICE", "the device")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public StatCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object stat(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        List<DeviceInfo> devices = layer.graph().snapshot().devices();
        if (arguments.operand("DEVICE").isEmpty()) {
            return Usage.output(arguments, new DeviceList(devices));
        }
        String name = arguments.text("DEVICE");
        List<DeviceInfo> chosen =
                devices.stream().filter(device -> device.name().equals(name)).toList();
        if (chosen.isEmpty()) {
            throw new BlockException(
                    BlockError.NOT_FOUND, name + ": no such device; block:graph lists those that are open");
        }
        return Usage.output(arguments, new DeviceList(chosen));
    }
}
