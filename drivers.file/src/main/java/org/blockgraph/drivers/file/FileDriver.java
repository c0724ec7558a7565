// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/**
 * Regular files and block devices. Options, by QMP's names: {@code filename}; {@code locking}, on unless off,
 * against other processes; {@code cache.direct}, off unless on, to bypass the page cache.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "file", kind = DriverKind.PROTOCOL)
public final class FileDriver implements BlockDriver {

    @Override
    public void create(CreateContext context) throws BlockException {
        new FileCreation(context).run();
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        FileRequest request = request(context);
        FileHandle handle = context.file(request);
        MemorySegment scratch = context.request().scratch();
        long length = Linux.lseek(scratch, handle.descriptor(), 0, Linux.SEEK_END);
        if (length < 0) {
            throw Errors.of(
                    context.nodeName(),
                    request.path(),
                    "find the size of",
                    BlockException.NO_OFFSET,
                    -length);
        }
        Limits limits = FileLimits.of(handle, scratch);
        return new FileInstance(context.nodeName(), handle, length, limits, context.resuming());
    }

    /** Returns which file the options name, and how it is to be opened. */
    static FileRequest request(OpenContext context) throws BlockException {
        DriverOptions options = context.options();
        Path path = path(context.nodeName(), options.required("filename"));
        boolean direct = options.flag("cache.direct", false);
        boolean locking = options.flag("locking", true);
        return new FileRequest(path, !context.readOnly(), direct, locking);
    }

    static Path path(String subject, String filename) throws BlockException {
        try {
            return Path.of(filename);
        } catch (java.nio.file.InvalidPathException e) {
            throw new BlockException(
                    BlockError.INVALID, subject, filename + ": is no file name: " + e.getReason());
        }
    }
}
