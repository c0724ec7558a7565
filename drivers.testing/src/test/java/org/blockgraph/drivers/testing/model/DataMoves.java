// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.CheckInfo;

/** What is done to the data of devices beside the load: sizes, the part behind the stripes, checks. */
final class DataMoves {

    private static final int SECTOR = 512;

    private final World world;
    private final Attempts attempts;

    DataMoves(World world, Attempts attempts) {
        this.world = world;
        this.attempts = attempts;
    }

    private String openDevice(SplittableRandom random, boolean writable) {
        List<String> devices = world.picture.devices.values().stream()
                .filter(world::isOpen)
                .filter(device -> !writable || !device.readOnly())
                .filter(device -> image(device.name()).content != null && image(device.name()).file != null)
                .map(Picture.Dev::name)
                .toList();
        return World.pick(devices, random);
    }

    private Image image(String device) {
        return world.picture.shown(world.picture.devices.get(device).root()).image();
    }

    /** Grows or shrinks an image under the load of its clients. */
    boolean resize(SplittableRandom random) throws Exception {
        String name = openDevice(random, true);
        if (name == null) {
            return false;
        }
        Image image = image(name);
        String root = world.picture.devices.get(name).root();
        long users = world.picture.devices.keySet().stream().filter(each -> image(each) == image).count();
        if (users > 1 || world.picture.isBacking(root)) {
            return false;
        }
        int head = image.content.head.length;
        long size = (head + SECTOR + random.nextInt(head * 3 / 2)) / SECTOR * SECTOR;
        String what = "resize " + name + " from " + image.size + " to " + size;
        BlockDevice device = world.graph.device(name);
        if (image.format.equals("stateful") || size < image.size && !image.format.equals("raw")) {
            attempts.refused(what, BlockError.NOT_SUPPORTED, () -> device.truncate(size));
            return true;
        }
        attempts.tell(what);
        device.truncate(size);
        image.size = size;
        image.content.resizeTail((int) size - head);
        requireTail(device, image);
        return true;
    }

    /** Writes and reads the part of an image that no client has. */
    boolean tail(SplittableRandom random) throws Exception {
        String name = openDevice(random, true);
        if (name == null || image(name).content.quiet()) {
            return false;
        }
        attempts.tell("write to the tail of " + name);
        Image image = image(name);
        BlockDevice device = world.graph.device(name);
        byte[] tail = image.content.tail;
        byte[] bytes = new byte[1 + random.nextInt(Math.min(tail.length, 64 << 10))];
        random.nextBytes(bytes);
        int at = random.nextInt(tail.length - bytes.length + 1);
        device.write(image.content.head.length + at, ByteBuffer.wrap(bytes));
        System.arraycopy(bytes, 0, tail, at, bytes.length);
        image.dirty = true;
        requireTail(device, image);
        return true;
    }

    private static void requireTail(BlockDevice device, Image image) throws BlockException {
        byte[] tail = new byte[image.content.tail.length];
        device.read(image.content.head.length, ByteBuffer.wrap(tail));
        int wrong = Arrays.mismatch(tail, image.content.tail);
        if (wrong >= 0) {
            throw new AssertionError(device.name() + " (" + image + ") at "
                    + (image.content.head.length + wrong) + ": other bytes than expected behind the stripes");
        }
    }

    /** Checks the structures of an image while its clients are stopped. */
    boolean check(SplittableRandom random) throws Exception {
        String name = openDevice(random, false);
        if (name == null
                || image(name).format.equals("raw")
                || !world.isOpenToAll(image(name).content)) {
            return false;
        }
        check(name);
        return true;
    }

    void check(String name) throws Exception {
        String node = world.picture.shown(world.picture.devices.get(name).root()).name();
        List<Load> paused = new ArrayList<>();
        for (Load load : world.loadsOf(image(name).content)) {
            load.pause();
            paused.add(load);
        }
        attempts.tell("check " + node);
        CheckInfo found = world.graph.check(node);
        paused.forEach(Load::resume);
        if (found.corruptions() + found.leaks() > 0) {
            throw new AssertionError(node + ": " + found);
        }
    }

    /** Asks for everything to be put back into service, where nothing is missing or everything still is. */
    boolean revive(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(item -> true), random);
        if (node == null) {
            return false;
        }
        attempts.tell("revive " + node);
        if (!world.graph.revive(node).isEmpty()) {
            throw new AssertionError("revive put nodes into service that had no driver, or served");
        }
        return true;
    }
}
