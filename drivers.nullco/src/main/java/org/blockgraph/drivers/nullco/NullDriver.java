// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.nullco;

import java.time.Duration;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/**
 * Disks that forget what is written. Options, by QMP's names: {@code size} in bytes, {@code latency-ns}, and
 * {@code read-zeroes}. The name is QEMU's, whose null-co this is; {@code null} can't be a Java package.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "null-co", kind = DriverKind.PROTOCOL)
public final class NullDriver implements BlockDriver {

    static final long DEFAULT_SIZE = 1L << 30;

    private static final String FILENAME = "null-co://";

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        DriverOptions options = context.options();
        String filename = options.text("filename");
        if (filename != null && !filename.equals(FILENAME)) {
            throw new BlockException(BlockError.INVALID, context.nodeName(), context.nodeName()
                    + ": a null disk has no file '" + filename + "'; leave it out, or say " + FILENAME);
        }
        return new NullInstance(
                context.services(),
                options.size("size", DEFAULT_SIZE),
                Duration.ofNanos(options.size("latency-ns", 0)),
                options.flag("read-zeroes", false));
    }
}
