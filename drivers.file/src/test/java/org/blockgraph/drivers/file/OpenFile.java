// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** A file that the driver has opened the way the core lets it, and the descriptor of which the test owns. */
final class OpenFile implements AutoCloseable {

    private static final String NODE = "d0.file";
    private static final int O_RDWR = 2;
    private static final int O_DIRECT = System.getProperty("os.arch").equals("aarch64") ? 0x10000 : 0x4000;

    private static final MethodHandle OPEN = Linux.handle(
            "open",
            FunctionDescriptor.of(Linux.INT, ValueLayout.ADDRESS, Linux.INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            Linux.handle("close", FunctionDescriptor.of(Linux.INT, Linux.INT));

    final TestRequest request = new TestRequest();
    final DriverInstance instance;
    final int descriptor;

    private final Arena arena = Arena.ofShared();
    private final Path path;
    private final boolean readOnly;

    /** Opens what does not tell its size, without asking the driver. */
    private OpenFile(Path path, long length) throws BlockException {
        this.path = path;
        this.readOnly = true;
        this.descriptor = open(0);
        FileHandle handle = new Handle(false);
        Limits limits = FileLimits.of(handle, request.scratch());
        this.instance = new FileInstance(NODE, handle, length, limits, false);
    }

    private OpenFile(Path path, boolean readOnly, Map<String, String> more) throws BlockException {
        this.path = path;
        this.readOnly = readOnly;
        boolean direct = "on".equals(more.get("cache.direct"));
        this.descriptor = open((readOnly ? 0 : O_RDWR) | (direct ? O_DIRECT : 0));
        Map<String, String> options = new HashMap<>(more);
        options.put("filename", path.toString());
        this.instance = new FileDriver().open(new Context(new TestOptions(options)));
    }

    static OpenFile writable(Path path) throws BlockException {
        return new OpenFile(path, false, Map.of());
    }

    static OpenFile readOnly(Path path) throws BlockException {
        return new OpenFile(path, true, Map.of());
    }

    /** Opens a file past the page cache. */
    static OpenFile direct(Path path) throws BlockException {
        return new OpenFile(path, false, Map.of("cache.direct", "on"));
    }

    static OpenFile ofLength(Path path, long length) throws BlockException {
        return new OpenFile(path, length);
    }

    private int open(int flags) {
        try {
            MemorySegment name = arena.allocateFrom(path.toString());
            MemorySegment scratch = request.scratch();
            long result = Linux.result((int) OPEN.invokeExact(scratch, name, flags), scratch);
            Assumptions.assumeFalse(
                    (flags & O_DIRECT) != 0 && result == -Errno.EINVAL,
                    "no way past the page cache of " + path);
            assert result >= 0 : path + ": error " + -result;
            return (int) result;
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    MemorySegment buffer(long size) {
        return arena.allocate(Math.max(size, 1), 4096).asSlice(0, size);
    }

    byte[] read(long offset, int size) throws BlockException {
        MemorySegment target = buffer(size).fill((byte) 0x5a);
        instance.read(request, offset, target, 0);
        return target.toArray(ValueLayout.JAVA_BYTE);
    }

    void write(long offset, byte[] bytes) throws BlockException {
        instance.write(request, offset, buffer(bytes.length).copyFrom(MemorySegment.ofArray(bytes)), 0);
    }

    /** Returns how much of the file is stored, in bytes. */
    long stored() throws IOException, InterruptedException {
        return stored(path);
    }

    static long stored(Path path) throws IOException, InterruptedException {
        return 512 * Long.parseLong(Peers.ask("stat", "-c", "%b", path.toString()).strip());
    }

    long size() throws IOException {
        return Files.size(path);
    }

    @Override
    public void close() {
        instance.close();
        try {
            int result = (int) CLOSE.invokeExact(request.scratch(), descriptor);
            assert result == 0 : "somebody else has closed the descriptor";
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        arena.close();
    }

    private final class Handle implements FileHandle {

        private final boolean direct;

        Handle(boolean direct) {
            this.direct = direct;
        }

        @Override
        public int descriptor() {
            return descriptor;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public boolean writable() {
            return !readOnly;
        }

        @Override
        public boolean direct() {
            return direct;
        }

        @Override
        public boolean blockDevice() {
            return path.toString().startsWith("/dev/loop");
        }

        @Override
        public long device() {
            return 0;
        }

        @Override
        public long inode() {
            return 0;
        }
    }

    private final class Context implements OpenContext {

        private final DriverOptions options;

        Context(DriverOptions options) {
            this.options = options;
        }

        @Override
        public String nodeName() {
            return NODE;
        }

        @Override
        public DriverOptions options() {
            return options;
        }

        @Override
        public boolean readOnly() {
            return readOnly;
        }

        @Override
        public boolean resuming() {
            return false;
        }

        @Override
        public boolean probed() {
            return false;
        }

        @Override
        public BlockRequest request() {
            return request;
        }

        @Override
        public Child child(String name, Set<ChildRole> roles) {
            throw new AssertionError("a file has no children");
        }

        @Override
        public Child childIfGiven(String name, Set<ChildRole> roles, Map<String, String> defaults) {
            throw new AssertionError("a file has no children");
        }

        @Override
        public FileHandle file(FileRequest wanted) {
            assert wanted.path().equals(path) && wanted.writable() == !readOnly : wanted.toString();
            return new Handle(wanted.direct());
        }

        @Override
        public NodeServices services() {
            throw new AssertionError("a file needs no services");
        }
    }
}
