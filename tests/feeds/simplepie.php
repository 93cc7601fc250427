<?php
// Reads the feeds named in standard input, one path a line, and prints what SimplePie makes of each as JSON.
error_reporting(E_ALL & ~E_DEPRECATED);
require '/usr/share/php/simplepie/autoloader.php';
$found = [];
foreach (explode("\n", trim(stream_get_contents(STDIN))) as $path) {
    $feed = new SimplePie();
    $feed->set_raw_data(file_get_contents($path));
    $feed->enable_cache(false);
    $feed->init();
    $items = [];
    foreach ($feed->get_items() as $item) {
        $items[] = ['id' => $item->get_id(), 'title' => html_entity_decode($item->get_title(), ENT_QUOTES | ENT_HTML5),
                    'content' => $item->get_content()];
    }
    $found[$path] = ['error' => $feed->error(), 'items' => $items];
}
echo json_encode($found, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
