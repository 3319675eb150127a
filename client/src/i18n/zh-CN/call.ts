import type { call as english } from '../en/call.ts'
import type { Mirror } from '../mirror.ts'

export const call: Mirror<typeof english> = {
  termination: {
    'agent-hung-up': '你已挂断。',
    'customer-hung-up': '客户已挂断。',
    'agent-cancelled': '对方接听前你已取消。',
    'customer-abandoned': '你接听前客户已挂断。准备好后请回拨。',
    busy: '对方忙线中。请稍后再拨。',
    'no-answer': '已振铃，无人接听。请稍后再拨。',
    declined: '对方拒接。请另择时间再拨。',
    unallocated: '空号。请核对号码。',
    rejected: '电话网络拒绝了这次呼叫。请核对号码；如无误，请告知组长。',
    'trunk-unavailable': '通往电话网络的线路中断，未振铃。请稍等一分钟再拨。',
    'no-agent': '当时没有就绪的坐席。就绪后请回拨客户。',
    'agent-line-lost': '你的连接中断过久，通话已结束。请检查网络。',
    'customer-line-lost': '客户线路中断，通话已结束。请重新拨打。',
    'never-dialled': '呼叫未拨出，未振铃。请重新拨打。',
    'media-failed': '我方音频服务器故障，双方通话已结束。请重新拨打客户，新呼叫可正常进行。',
    'voice-node-lost': '我方呼叫服务器故障，双方通话已结束。请等线路恢复后重新拨打客户。',
    'ended-by-lead': '组长结束了这次通话。原因请询问组长。',
    revoked: '你的权限已被收回，通话已结束。请询问组长。',
  },
  phone: {
    'microphone-denied': '浏览器禁止了麦克风。请在地址栏中允许，然后重试。未振铃。',
    'microphone-missing': '没有找到麦克风。请插上耳机，然后重试。',
    'microphone-busy': '麦克风正被其他程序占用。请关闭该程序，然后重试。',
    'no-line': '电话尚未接上线路。请等状态就绪后再拨。',
    'line-lost': '建立通话时网络断开。请等线路恢复后再拨。',
    'line-timeout': '电话服务器未及时应答。请重新拨打。',
    'audio-path': '音频无法连通，通话已结束，可能是网络有拦截。请换一个网络，或联系服务台。',
    refused: '这次呼叫的许可已失效。请重新拨打。',
    'ring-over': '振铃已结束，可能已由他人接听。',
    'ring-declined': '你选择了暂不接听，将由下一位接听。',
    'control-away': '控制服务暂时离线，无法发起新呼叫。稍后恢复时请再拨。',
  },
  title: {
    failed: '未接通',
    ended: '通话已结束',
    missed: '未接听',
  },
  direction: { outbound: '呼出', inbound: '呼入' },
}
