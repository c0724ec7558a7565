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
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;
import org.blockgraph.api.info.CheckInfo;

/** A node: an image while it is active, nothing but its options while it is not. */
final class Qcow2Instance implements DriverInstance {

    private static final long NO_LIMIT = 1L << 40;

    private final Limits limits;

    /** Replaced by a reopen, under the write lock, together with the image. */
    private volatile Setup setup;

    /**
     * Null while inactive. Set by global-state operations, when no request is in flight; read by all threads.
     */
    private volatile OpenImage image;

    /** The size when it was last active. */
    private volatile long length;

    Qcow2Instance(Setup setup, OpenImage image) {
        this.setup = setup;
        this.image = image;
        this.length = image.size();
        int clusterSize = image.header().geometry().clusterSize();
        this.limits = new Limits(1, 1, Limits.MAX_TRANSFER, NO_LIMIT, NO_LIMIT, clusterSize, false, true);
    }

    private String node() {
        return setup.file().node();
    }

    private OpenImage active() {
        OpenImage now = image;
        assert now != null : node() + " is inactive";
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
        if (setup.readOnly()) {
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
                    node(),
                    node() + ": a qcow2 image can't be made smaller");
        }
        if (newLength > now.size()) {
            now.grow(request, newLength);
            length = newLength;
        }
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        OpenImage now = active();
        if (!setup.readOnly()) {
            now.finish(request);
        }
        now.close();
        image = null;
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        Setup now = setup;
        image = now.read(request, HeaderReader.read(now.file(), request));
        length = image.size();
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        BlockRequest request = context.request();
        OpenImage before = active();
        if (!setup.readOnly()) {
            before.finish(request);
        }
        CacheSizes caches = CacheSizes.of(context.options());
        ImageFile file = Qcow2Driver.file(context);
        Child backing = context.childIfGiven("backing", Qcow2Driver.BACKING, Map.of());
        Setup wanted = new Setup(file, backing, caches, context.readOnly(), setup.services());
        Header header = HeaderReader.read(file, request);
        if (!wanted.readOnly()) {
            Qcow2Driver.requireSound(file, header);
        }
        requireSameDisk(header);
        return new Turn(wanted, wanted.read(request, header), before);
    }

    private void requireSameDisk(Header header) throws BlockException {
        Header present = active().header();
        int clusterSize = present.geometry().clusterSize();
        if (header.size() != length || header.geometry().clusterSize() != clusterSize) {
            throw new BlockException(
                    BlockError.INVALID,
                    node(),
                    node() + ": the other file holds another image: a disk of " + header.size() + " bytes"
                            + " instead of " + length + ", with clusters of "
                            + header.geometry().clusterSize() + " bytes instead of " + clusterSize);
        }
    }

    /** A reopen: what is in the file was read once more, and nothing changes it until it is known. */
    private final class Turn implements Reopen {
        private final Setup wanted;
        private final OpenImage fresh;
        private final OpenImage before;

        Turn(Setup wanted, OpenImage fresh, OpenImage before) {
            this.wanted = wanted;
            this.fresh = fresh;
            this.before = before;
        }

        @Override
        public void commit() {
            setup = wanted;
            image = fresh;
            before.close();
        }

        @Override
        public void abort() {
            fresh.close();
        }
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
                    node(),
                    node() + ": images can be checked, but not repaired yet; "
                            + "use qemu-img check -r while it is closed");
        }
        if (!setup.readOnly()) {
            active().finish(request);
        }
        return new ImageCheck(setup.file(), request, HeaderReader.read(setup.file(), request)).run();
    }

    @Override
    public Map<String, String> details() {
        OpenImage now = image;
        return now == null ? Map.of() : Details.of(now.header(), now.isCorrupt());
    }
}
