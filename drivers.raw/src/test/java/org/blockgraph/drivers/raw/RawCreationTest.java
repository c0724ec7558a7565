// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What raw asks of the file when it makes an image. */
final class RawCreationTest {

    private static final long SIZE = (5 << 20) + 3;

    private final List<String> asked = new ArrayList<>();
    private long length;
    private boolean full;

    /** A file that grows, or a disk that is full. */
    private Object file(String method, Object... arguments) throws BlockException {
        if (method.equals("length")) {
            return length;
        }
        asked.add(method);
        if (method.equals("truncate")) {
            length = (long) arguments[1];
            return null;
        }
        if (full) {
            throw new BlockException(BlockError.NO_SPACE, "the disk is full");
        }
        long size = method.equals("write")
                ? ((MemorySegment) arguments[2]).byteSize()
                : (long) arguments[2];
        length = Math.max(length, (long) arguments[1] + size);
        return 0;
    }

    private void create(String preallocation) throws BlockException {
        InvocationHandler file = (proxy, method, arguments) -> file(method.getName(), arguments);
        InvocationHandler options = (proxy, method, arguments) -> preallocation;
        InvocationHandler context = (proxy, method, arguments) -> switch (method.getName()) {
            case "name" -> "disk.img";
            case "size" -> SIZE;
            case "file" -> proxy(Child.class, file);
            case "options" -> proxy(method.getReturnType(), options);
            default -> null;
        };
        new RawDriver().create(proxy(CreateContext.class, context));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void eachWayAsksForWhatItMeans() throws Exception {
        create("off");
        assertEquals(List.of("truncate"), asked);
        assertEquals(SIZE, length);
        asked.clear();
        length = 0;
        create("falloc");
        assertEquals(List.of("writeZeroes"), asked);
        assertEquals(SIZE, length);
        asked.clear();
        length = 0;
        create("full");
        assertEquals(List.of("write", "write", "write", "write", "write", "write"), asked);
        assertEquals(SIZE, length);
    }

    @Test
    void aDiskThatIsLargeEnoughKeepsItsSize() throws Exception {
        length = 2 * SIZE;
        create("off");
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"falloc", "full"})
    void whatCanNotBeFinishedGivesItsSpaceBack(String preallocation) {
        full = true;
        length = 4096;
        BlockException failed = assertThrows(BlockException.class, () -> create(preallocation));
        assertEquals(BlockError.NO_SPACE, failed.error());
        assertEquals(0, length);
        assertEquals("truncate", asked.getLast());
    }
}
