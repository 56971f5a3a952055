#!/bin/sh
# Runs a command as the pod in deploy/base would: of its own root that is read-only, with the app and the policies in it,
# a tmpfs at /tmp as the only place to write to, as the user 65532 and with no capabilities. Needs root; leaves nothing
# behind.
#   as-in-a-pod.sh JAVA_HOME APP POLICIES TMP_SIZE COMMAND...
set -eu
if [ "${1}" != inside ]; then
    exec unshare --mount --propagation private "$0" inside "$@"
fi
java_home=$2 app=$3 policies=$4 tmp_size=$5
shift 5
root=/mnt
mount -t tmpfs tmpfs $root
mkdir -p $root/usr $root/proc $root/dev $root/tmp $root/opt/moderato $root/etc/moderato/policies "$root$java_home"
cp -a /etc/. $root/etc 2>/dev/null || true
for link in bin lib lib64; do
    cp -a /$link $root/ 2>/dev/null || true
done
mount --rbind /usr $root/usr
mount --rbind "$java_home" "$root$java_home"
mount --rbind /proc $root/proc
mount --rbind /dev $root/dev
mount --bind "$app" $root/opt/moderato
mount --bind "$policies" $root/etc/moderato/policies
for place in usr opt/moderato etc/moderato/policies; do
    mount -o remount,bind,ro $root/$place
done
mount -t tmpfs -o size="$tmp_size",mode=1777 tmpfs $root/tmp
mount -o remount,ro $root
exec chroot $root /usr/bin/setpriv --reuid=65532 --regid=65532 --clear-groups --bounding-set=-all --no-new-privs \
    /usr/bin/env -C /opt/moderato "$@"
