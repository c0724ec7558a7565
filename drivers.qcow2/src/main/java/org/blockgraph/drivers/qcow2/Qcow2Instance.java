// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.info.CheckInfo;

/** A node: an image while it is active, nothing but its options while it is not. */
final class Qcow2Instance implements DriverInstance {

    private static final long NO_LIMIT = 1L << 40;

    private final ImageFile file;
    private final Child backing;
    private final CacheSizes caches;
    private final boolean readOnly;
    private final NodeServices services;
    private final Limits limits;

    /**
     * Null while inactive. Set by global-state operations, when no request is in flight; read by all threads.
     */
    private volatile OpenImage image;

    /** The size when it was last active. */
    private volatile long length;

    Qcow2Instance(
            ImageFile file,
            Child backing,
            CacheSizes caches,
            boolean readOnly,
            NodeServices services,
            OpenImage image) {
        this.services = services;
        this.file = file;
        this.backing = backing;
        this.caches = caches;
        this.readOnly = readOnly;
        this.image = image;
        this.length = image.size();
        int clusterSize = image.header().geometry().clusterSize();
        this.limits = new Limits(1, 1, Limits.MAX_TRANSFER, NO_LIMIT, NO_LIMIT, clusterSize, false, true);
    }

    private OpenImage active() {
        OpenImage now = image;
        assert now != null : file.node() + " is inactive";
        return now;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        return active().read(request, offset, target, flags);
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        return active().write(request, offset, source, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long size, int flags) throws BlockException {
        return active().writeZeroes(request, offset, size, flags);
    }

    @Override
    public int discard(BlockRequest request, long offset, long size, int flags) throws BlockException {
        return active().discard(request, offset, size, flags);
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        if (readOnly) {
            return IoResult.DONE;
        }
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        active().flush(request);
        return IoResult.DONE;
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long size, BlockStatus status, int flags)
            throws BlockException {
        return active().status(request, offset, size, status, flags);
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        OpenImage now = active();
        if (newLength < now.size()) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    file.node(),
                    file.node() + ": a qcow2 image can't be made smaller");
        }
        if (newLength > now.size()) {
            now.grow(request, newLength);
            length = newLength;
        }
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        OpenImage now = active();
        if (!readOnly) {
            now.finish(request);
        }
        now.close();
        image = null;
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        Header header = HeaderReader.read(file, request);
        HeaderFields fields = new HeaderFields(file);
        Corruption corruption = new Corruption(file, header, fields, services, readOnly);
        image = OpenImage.read(file, request, header, fields, backing, caches, corruption);
        length = image.size();
    }

    @Override
    public void close() {
        OpenImage now = image;
        image = null;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public CheckInfo check(BlockRequest request, Repair repair) throws BlockException {
        if (repair != Repair.NONE) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    file.node(),
                    file.node() + ": images can be checked, but not repaired yet; "
                            + "use qemu-img check -r while it is closed");
        }
        if (!readOnly) {
            active().finish(request);
        }
        return new ImageCheck(file, request, HeaderReader.read(file, request)).run();
    }

    @Override
    public Map<String, String> details() {
        OpenImage now = image;
        return now == null ? Map.of() : Details.of(now.header(), now.isCorrupt());
    }
}
