// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.DeviceUse;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.core.graph.TokenCounters.Op;
import org.blockgraph.core.io.Bounds;
import org.blockgraph.core.io.ExceptionCopy;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.StatusWalk;
import org.blockgraph.core.perm.Access;
import org.blockgraph.core.perm.AccessRule;
import org.blockgraph.lock.LockUsageException;

/**
 * The top of a chain of nodes: gate first, then the read lock in the client's context, then the root node.
 * The root is written under the write lock and read under a read hold or the global lock; the length, and
 * whether writes are refused, may be asked for without either.
 */
public final class Device implements BlockDevice {

    /** Beside {@link IoFlags}, and only in here: where the gate is closed, answer WOULD_BLOCK. */
    private static final int NOT_AT_GATE = 1 << 30;

    private final String name;
    private final boolean shareWrites;
    private final Duration parkTimeout;
    private final Gate gate;
    private final DeviceTokens tokens;
    private final BlockingPool pool;
    private final DeviceSurroundings.Resizer resizer;

    /** Hears that a request that had been given up has returned; set once, before the device is seen. */
    private final Consumer<Device> returned;

    private volatile Node root;

    /** Follows the root node; written under the write lock, read there and under a read hold. */
    private volatile boolean readOnly;

    /** What clients are told, who ask without the lock: never a change that is undone again. */
    private volatile boolean toldReadOnly;

    private final DeviceTrouble trouble;

    /** Makes a device on a root node that nobody sees yet. */
    public Device(DeviceBirth birth, Node root, DeviceSurroundings around) {
        this.name = birth.name();
        this.shareWrites = birth.shareWrites();
        this.readOnly = root.readOnly();
        this.toldReadOnly = readOnly;
        this.parkTimeout = birth.parkTimeout();
        this.root = root;
        this.gate = new Gate(name);
        this.tokens = new DeviceTokens(this, around.lock());
        this.pool = around.pool();
        this.returned = around.returned();
        this.resizer = around.resizer();
        this.trouble = new DeviceTrouble(name, around.events());
    }

    /** Returns the root node; under a read hold or the global lock. */
    public Node root() {
        return root;
    }

    /**
     * Stands on another node from now on, at a place among that node's devices or {@link Edge#LAST}; by the
     * writer.
     *
     * @return where it was among the devices of the node before
     */
    public int moveTo(Node to, boolean nowReadOnly, int place) {
        int before = root.detachDevice(this);
        root = to;
        readOnly = nowReadOnly;
        to.attachDevice(this, place);
        return before;
    }

    /** Follows the root node; by the writer. */
    public void becomeReadOnly(boolean now) {
        readOnly = now;
    }

    /** Returns whether it is read-only as far as the change has come that asks; by the writer. */
    public boolean readOnlySoFar() {
        return readOnly;
    }

    /** Tells clients what it has become, now that the change is sure; by the writer. */
    public void tellReadOnly() {
        toldReadOnly = readOnly;
    }

    /** Returns what the device's clients use and share; under the global lock. */
    public Access access() {
        return AccessRule.ofDevice(readOnly, shareWrites);
    }

    /** Returns how long requests wait for a lost driver; null is for ever. */
    public Duration parkTimeout() {
        return parkTimeout;
    }

    Gate gate() {
        return gate;
    }

    /** Returns the tokens given out. */
    public DeviceTokens tokens() {
        return tokens;
    }

    /** Lets every request fail from now on; the device is in the graph no more. */
    public void refuse(String why) {
        gate.refuse(new Gate.Reason(BlockError.SHUTDOWN, why, Gate.Reason.NO_DEADLINE));
        pool.forget(this);
    }

    /** Returns what has gone wrong below. */
    public DeviceTrouble trouble() {
        return trouble;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return root.lastLength();
    }

    @Override
    public boolean readOnly() {
        return toldReadOnly;
    }

    @Override
    public Limits limits() throws BlockException {
        Node.ServedBy served = root.servedBy();
        if (served == null) {
            gate.requireHope();
            throw new BlockException(
                    BlockError.BUSY, name, name + ": " + gate.reasonText() + "; ask again later");
        }
        return served.limits();
    }

    @Override
    public BlockRequest newRequest(String client) throws BlockException {
        return tokens.newConfined(client);
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        return perform(Op.READ, request, offset, target.byteSize(), target, null, flags);
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        return perform(Op.WRITE, request, offset, source.byteSize(), source, null, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return perform(Op.WRITE_ZEROES, request, offset, length, null, null, flags);
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return perform(Op.DISCARD, request, offset, length, null, null, flags);
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        return perform(Op.FLUSH, request, 0, 0, null, null, flags);
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        return perform(Op.BLOCK_STATUS, request, offset, length, null, status, flags);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws BlockException {
        borrowed(Op.READ, offset, MemorySegment.ofBuffer(target));
        target.position(target.limit());
    }

    @Override
    public void write(long offset, ByteBuffer source) throws BlockException {
        borrowed(Op.WRITE, offset, MemorySegment.ofBuffer(source));
        source.position(source.limit());
    }

    @Override
    public void flush() throws BlockException {
        borrowed(Op.FLUSH, 0, MemorySegment.NULL);
    }

    @Override
    public DeviceUse use(String user, String remedy) throws BlockException {
        return tokens.uses().begin(user, remedy);
    }

    @Override
    public void truncate(long length) throws BlockException {
        if (readOnly) {
            throw new BlockException(BlockError.READ_ONLY, name, name + ": the device is read-only");
        }
        resizer.resize(this, length);
    }

    private void borrowed(Op op, long offset, MemorySegment data) throws BlockException {
        RequestToken token = tokens.borrow();
        try {
            perform(op, token, offset, data.byteSize(), data, null, IoFlags.NONE);
        } finally {
            tokens.giveBack(token);
        }
    }

    private int perform(
            Op op, BlockRequest request, long offset, long length, MemorySegment data, BlockStatus status,
            int flags) throws BlockException {
        RequestToken token = mine(request);
        if (!Thread.currentThread().isVirtual() || (flags & IoFlags.NOWAIT) != 0) {
            return inThisThread(op, token, offset, length, data, status, flags);
        }
        int tried = flags | IoFlags.NOWAIT;
        while (inThisThread(op, token, offset, length, data, status, tried) != IoResult.DONE) {
            if (!gate.isOpen()) {
                waitAtGate(token, IoFlags.NONE);
            } else if (handOver(op, token, offset, length, data, status, flags) == IoResult.DONE) {
                break;
            }
        }
        return IoResult.DONE;
    }

    /**
     * A virtual thread that blocks in a system call would keep its carrier. The pool's thread does not wait
     * at the gate in its turn: there are few of them, for all devices, and a gate may be closed for long.
     */
    private int handOver(
            Op op, RequestToken token, long offset, long length, MemorySegment data, BlockStatus status,
            int flags) throws BlockException {
        int notAtGate = flags | NOT_AT_GATE;
        return pool.call(this, () -> inThisThread(op, token, offset, length, data, status, notAtGate));
    }

    private int inThisThread(
            Op op, RequestToken token, long offset, long length, MemorySegment data, BlockStatus status,
            int flags) throws BlockException {
        if (!enter(token, flags)) {
            return IoResult.WOULD_BLOCK;
        }
        boolean well = false;
        try {
            int result = dispatch(op, token, offset, length, data, status, flags & ~NOT_AT_GATE);
            if (result == IoResult.DONE) {
                token.counters().done(op, length);
            }
            well = true;
            return result;
        } catch (BlockException e) {
            trouble.failed(e);
            throw ExceptionCopy.outward(e);
        } finally {
            if (!well) {
                token.counters().failed();
            }
            leave(token, well);
        }
    }

    private int dispatch(
            Op op, RequestToken token, long offset, long length, MemorySegment data, BlockStatus status,
            int flags) throws BlockException {
        if (op == Op.FLUSH) {
            trouble.reportFlush();
            return root.pipe().flush(token, flags);
        }
        Bounds.check(name, root.length(), offset, length);
        NodePipe pipe = root.pipe();
        if (op == Op.READ) {
            return pipe.read(token, offset, data, flags);
        }
        if (op == Op.BLOCK_STATUS) {
            return new StatusWalk(token, flags).status(new NodeView(root), offset, length, status);
        }
        if (readOnly) {
            throw new BlockException(BlockError.READ_ONLY, name, name + ": the device is read-only");
        }
        return switch (op) {
            case WRITE -> root.write(token, offset, data, flags);
            case WRITE_ZEROES -> root.writeZeroes(token, offset, length, flags);
            case DISCARD -> pipe.discard(token, offset, length, flags);
            default -> throw new AssertionError(op);
        };
    }

    /** Finds the run at an offset; blocks where it must, on the calling thread. */
    MapExtent mapRun(RequestToken token, long offset, long length) throws BlockException {
        enter(token, IoFlags.NONE);
        boolean well = false;
        try {
            Bounds.check(name, root.length(), offset, length);
            MapExtent run = new StatusWalk(token, IoFlags.NONE).run(new NodeView(root), offset, length);
            well = true;
            return run;
        } finally {
            leave(token, well);
        }
    }

    /** Counts the request in, waits at the gate where that is closed, and takes the read hold. */
    private boolean enter(RequestToken token, int flags) throws BlockException {
        while (true) {
            token.begin();
            if (gate.isOpen()) {
                break;
            }
            token.end();
            gate.kick();
            if (!waitAtGate(token, flags)) {
                return false;
            }
        }
        try {
            token.hold().lockRead();
            return true;
        } catch (LockUsageException e) {
            token.end();
            gate.kick();
            throw new BlockException(
                    e.rule() == LockUsageException.Rule.CLOSED ? BlockError.SHUTDOWN : BlockError.PERMISSION,
                    name,
                    name + ": " + e.getMessage());
        }
    }

    /** A request that fails at the gate has failed as one inside has. */
    private boolean waitAtGate(RequestToken token, int flags) throws BlockException {
        try {
            gate.requireHope();
            if ((flags & (IoFlags.NOWAIT | NOT_AT_GATE)) != 0) {
                return false;
            }
            gate.await();
            return true;
        } catch (BlockException e) {
            token.counters().failed();
            throw e;
        }
    }

    private void leave(RequestToken token, boolean well) throws BlockException {
        token.hold().unlockRead();
        boolean wasAbandoned = token.end();
        gate.kick();
        if (wasAbandoned) {
            returned.accept(this);
            if (well) {
                throw new BlockException(
                        BlockError.ABANDONED,
                        name,
                        name + ": the request hung and was given up before it returned");
            }
        }
    }

    private RequestToken mine(BlockRequest request) throws BlockException {
        if (request instanceof RequestToken token && token.belongsTo(this)) {
            return token;
        }
        throw new BlockException(BlockError.INVALID, name, name + ": the request token is of another device");
    }
}
